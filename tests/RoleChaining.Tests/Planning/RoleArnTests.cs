namespace RoleChaining.Planning;

public sealed class RoleArnTests
{
    [Fact]
    public void An_ARN_is_read_into_its_parts()
    {
        RoleArn arn = RoleArn.Parse("arn:aws-us-gov:iam::012345678901:role/service/eu/Deploy.Role_1");

        Assert.Equal("aws-us-gov", arn.Partition);
        Assert.Equal("012345678901", arn.AccountId);
        Assert.Equal("/service/eu/", arn.Path);
        Assert.Equal("Deploy.Role_1", arn.Name);
    }

    [Fact]
    public void A_role_without_a_path_has_the_root_path() => Assert.Equal("/", RoleArn.Parse(The.Hub).Path);

    [Fact]
    public void The_ARN_of_a_session_leaves_out_the_path() =>
        Assert.Equal(
            "arn:aws-cn:sts::222222222222:assumed-role/Hub/me",
            RoleArn.Parse("arn:aws-cn:iam::222222222222:role/a/b/Hub").ToAssumedRoleArn("me"));

    [Theory]
    [InlineData("aws")]
    [InlineData("aws-cn")]
    [InlineData("aws-us-gov")]
    [InlineData("aws-iso")]
    [InlineData("aws-iso-b")]
    [InlineData("aws-iso-e")]
    [InlineData("aws-iso-f")]
    [InlineData("aws-eusc")]
    [InlineData("aws-moon-2")]
    public void Every_partition_is_read_known_today_or_not(string partition)
    {
        RoleArn arn = RoleArn.Parse($"arn:{partition}:iam::222222222222:role/Hub");

        Assert.Equal(partition, arn.Partition);
        Assert.Equal($"arn:{partition}:iam::222222222222:role/Hub", arn.ToString());
    }

    [Fact]
    public void What_is_read_is_printed_character_by_character()
    {
        Random random = new(20250801);
        for (int i = 0; i < 2000; i++)
        {
            string text = SomeArn(random);

            RoleArn arn = RoleArn.Parse(text);

            Assert.Equal(text, arn.ToString());
            Assert.Equal(text, $"arn:{arn.Partition}:iam::{arn.AccountId}:role{arn.Path}{arn.Name}");
            Assert.Equal(arn, RoleArn.Parse(arn.ToString()));
            Assert.Equal(arn.GetHashCode(), RoleArn.Parse(text).GetHashCode());
        }
    }

    [Fact]
    public void No_damaged_ARN_makes_reading_fail_otherwise_than_by_a_format_exception()
    {
        Random random = new(20250802);
        for (int i = 0; i < 5000; i++)
        {
            char[] text = SomeArn(random).ToCharArray();
            text[random.Next(text.Length)] = (char)random.Next(0x250);
            string damaged = new string(text)[random.Next(3)..];

            if (RoleArn.TryParse(damaged, out RoleArn? arn))
            {
                Assert.Equal(damaged, arn.ToString());
            }
            else
            {
                Assert.Throws<FormatException>(() => RoleArn.Parse(damaged));
            }
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_name_has_1_to_64_characters(int length, bool accepted) =>
        Assert.Equal(accepted, RoleArn.TryParse($"arn:aws:iam::222222222222:role/{Some.Text(length)}", out _));

    [Theory]
    [InlineData("aZ09_+=,.@-", true)]
    [InlineData("a b", false)]
    [InlineData("a:b", false)]
    [InlineData("a*b", false)]
    [InlineData("é", false)]
    [InlineData("", false)]
    public void A_name_is_of_the_characters_that_IAM_takes(string name, bool accepted) =>
        Assert.Equal(accepted, RoleArn.TryParse($"arn:aws:iam::222222222222:role/{name}", out _));

    [Theory]
    [InlineData(2048, true)]
    [InlineData(2049, false)]
    public void An_ARN_has_2048_characters_at_most(int length, bool accepted)
    {
        const string Start = "arn:aws:iam::222222222222:role/";
        string text = $"{Start}{Some.Text(length - Start.Length - 2)}/R";

        Assert.Equal(length, text.Length);
        Assert.Equal(accepted, RoleArn.TryParse(text, out _));
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("HubRole", "does not begin with \"arn:\"")]
    [InlineData("ARN:aws:iam::222222222222:role/Hub", "does not begin with \"arn:\"")]
    [InlineData(" arn:aws:iam::222222222222:role/Hub", "character 1 is white space")]
    [InlineData("arn:aws:iam::222222222222:role/Hub\n", "character 35 is white space")]
    [InlineData("arn:aws:iam::222222222222:role/H\u00fcb", "character 33 is white space or not ASCII")]
    [InlineData("arn:aws", "too few parts")]
    [InlineData("arn:aws:iam:222222222222:role/Hub", "a ':' is missing before the account")]
    [InlineData("arn:gcp:iam::222222222222:role/Hub", "its partition is \"gcp\"")]
    [InlineData("arn:aws-:iam::222222222222:role/Hub", "its partition is \"aws-\"")]
    [InlineData("arn:AWS:iam::222222222222:role/Hub", "its partition is \"AWS\"")]
    [InlineData("arn:aws:s3::222222222222:role/Hub", "its service is \"s3\"")]
    [InlineData("arn:aws:iam:eu-west-1:222222222222:role/Hub", "it names the region \"eu-west-1\"")]
    [InlineData("arn:aws:iam:::role/Hub", "the account is missing")]
    [InlineData("arn:aws:iam::22222222222:role/Hub", "an account has 12 digits")]
    [InlineData("arn:aws:iam::2222222222222:role/Hub", "an account has 12 digits")]
    [InlineData("arn:aws:iam::22222222222x:role/Hub", "an account has 12 digits")]
    [InlineData("arn:aws:iam::222222222222:user/alice", "the ARN of a user; only roles can be assumed")]
    [InlineData("arn:aws:iam::222222222222:instance-profile/Web", "write that of the role in it")]
    [InlineData("arn:aws:iam::222222222222:root", "the ARN of an account")]
    [InlineData("arn:aws:iam::222222222222:role:Hub", "begins with \"role/\"")]
    [InlineData("arn:aws:iam::222222222222:role", "begins with \"role/\"")]
    [InlineData("arn:aws:iam::222222222222:role/", "name is missing")]
    [InlineData("arn:aws:iam::222222222222:role/path/", "name is missing")]
    [InlineData("arn:aws:iam::222222222222:role//Hub", "its path is empty")]
    [InlineData("arn:aws:iam::222222222222:role/a*b", "has '*' at position 2")]
    [InlineData(
        "arn:aws-cn:sts::222222222222:assumed-role/Hub/me",
        "the ARN of a session; write the role's own, arn:aws-cn:iam::222222222222:role/Hub, with the role's path if it has one")]
    public void A_wrong_ARN_is_told_what_is_wrong_and_the_cure(string text, string words)
    {
        FormatException fault = Assert.Throws<FormatException>(() => RoleArn.Parse(text));

        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.StartsWith("\"", fault.Message, StringComparison.Ordinal);
        Assert.False(RoleArn.TryParse(text, null, out RoleArn? arn));
        Assert.Null(arn);
    }

    [Fact]
    public void Nothing_is_no_ARN()
    {
        Assert.Throws<ArgumentNullException>(() => RoleArn.Parse(null!));
        Assert.False(RoleArn.TryParse(null, out _));
    }

    [Fact]
    public void Case_counts() => Assert.NotEqual(RoleArn.Parse(The.Hub), RoleArn.Parse(The.Hub.Replace("HubRole", "hubrole")));

    [Fact]
    public void An_ARN_is_a_string_where_one_is_wanted()
    {
        string? text = RoleArn.Parse(The.Hub);

        Assert.Equal(The.Hub, text);
    }

    private static string SomeArn(Random random)
    {
        const string NameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=,.@-";
        string[] partitions = ["aws", "aws-cn", "aws-us-gov", "aws-iso-b", "aws-eusc"];
        string path = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => $"{SomePathPart(random)}/"));
        string name = new(random.GetItems<char>(NameCharacters, random.Next(1, 65)));
        return $"arn:{partitions[random.Next(partitions.Length)]}:iam::{random.NextInt64(1_000_000_000_000):D12}:role/{path}{name}";
    }

    private static string SomePathPart(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => (char)random.Next('!', '~' + 1))).TrimStart('/') + "x";
}
