namespace RoleChaining.Testing;

/// <summary>What IAM asks of users, roles and policies before it stores them.</summary>
public sealed class IdentityRuleTests : IAsyncDisposable
{
    private readonly LocalSts _sts = LocalSts.CreateInMemory();

    public ValueTask DisposeAsync() => _sts.DisposeAsync();

    [Theory]
    [InlineData("arn:aws:iam::222222222222:role/hubrole")]
    [InlineData("arn:aws:iam::222222222222:role/teams/HubRole")]
    [InlineData("arn:aws:iam::222222222222:role/HubRole")]
    public void A_role_of_another_case_or_path_is_the_same_name(string arn)
    {
        _sts.AddRole(The.Hub, Some.Trust("*"));

        Assert.Contains("already a role " + The.Hub, Assert.Throws<ArgumentException>(() => _sts.AddRole(arn, Some.Trust("*"))).Message, StringComparison.Ordinal);
        _sts.AddRole(arn.Replace("222222222222", "333333333333", StringComparison.Ordinal), Some.Trust("*"));
        _sts.RemoveRole(The.Hub);
        _sts.AddRole(arn, Some.Trust("*"));
    }

    [Fact]
    public void A_user_of_another_case_or_path_is_the_same_name()
    {
        _sts.AddUser(The.Home, "alice");

        Assert.Throws<ArgumentException>(() => _sts.AddUser(The.Home, "ALICE"));
        Assert.Throws<ArgumentException>(() => _sts.AddUser(The.Home, "teams/alice"));
        _sts.AddUser(The.HubAccount, "alice");
        Assert.Equal(2, _sts.Users.Count);
    }

    [Theory]
    [InlineData(511, 64, true)]
    [InlineData(512, 64, false)]
    [InlineData(1, 65, false)]
    public void A_path_has_512_characters_and_a_name_64(int path, int name, bool isTaken)
    {
        string arn = $"arn:aws:iam::222222222222:role/{new string('p', path - 1)}/{new string('n', name)}";

        Exception? fault = Record.Exception(() => _sts.AddRole(arn, Some.Trust("*")));

        Assert.Equal(isTaken ? null : typeof(ArgumentException), fault?.GetType());
    }

    [Theory]
    [InlineData("arn:aws:iam::222222222222:role/a b/HubRole")]
    [InlineData("arn:aws:iam::222222222222:role/ü/HubRole")]
    [InlineData("arn:aws:iam::222222222222:role/Hub Role")]
    [InlineData("arn:aws:iam::222222222222:role/Hub:Role")]
    public void A_path_is_of_visible_ASCII_and_a_name_of_letters_digits_and_some_marks(string arn) =>
        Assert.Throws<ArgumentException>(() => _sts.AddRole(arn, Some.Trust("*")));

    [Fact]
    public void Tags_keep_IAMs_rules()
    {
        Dictionary<string, string> fifty = Enumerable.Range(1, 50).ToDictionary(number => $"k{number}", _ => string.Empty);
        _sts.AddUser(The.Home, "alice", tags: fifty);
        _sts.AddRole(The.Hub, Some.Trust("*"), tags: fifty);
        foreach (Dictionary<string, string> wrong in (Dictionary<string, string>[])[
            new(fifty) { ["one"] = "more" },
            new() { [""] = "v" },
            new() { [new string('k', 129)] = "v" },
            new() { ["k"] = new string('v', 257) },
            new() { ["a!"] = "v" },
            new() { ["k"] = "v\n" },
            new() { ["aws:k"] = "v" },
            new() { ["k"] = "AWS:v" },
            new() { ["Team"] = "1", ["TEAM"] = "2" }])
        {
            Assert.Throws<ArgumentException>("tags", () => _sts.AddUser(The.Home, "bob", tags: wrong));
            Assert.Throws<ArgumentException>("tags", () => _sts.AddRole(The.Production, Some.Trust("*"), tags: wrong));
        }

        FormatException fault = Assert.Throws<FormatException>(
            () => _sts.Load("""{ "users": [ { "account": "111111111111", "name": "bob", "tags": { "Team": "1", "TEAM": "2" } } ] }"""));
        Assert.Contains("users[0]: IAM would refuse it: the tag key 'TEAM' is there twice", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Statement_ids_are_of_letters_and_digits_and_each_is_there_once()
    {
        Assert.Contains("'allow-all'", Refused(Statement("allow-all")), StringComparison.Ordinal);
        Assert.Contains("'a b'", Refused(Statement("a b")), StringComparison.Ordinal);
        Assert.Contains("Two statements have the Sid 'One'", Refused(Statement("One"), Statement("One")), StringComparison.Ordinal);
        _sts.AddRole(The.Hub, Some.Trust("*"), Policy(Statement("One"), Statement("one"), Statement(""), Statement("")));

        string Refused(params string[] statements) =>
            Assert.Throws<ArgumentException>(() => _sts.AddRole(The.Production, Some.Trust("*"), Policy(statements))).Message;
    }

    [Fact]
    public void Policies_have_IAMs_sizes_without_their_white_space()
    {
        LocalRole hub = _sts.AddRole(The.Hub, Trust(2048), Identity(10240));
        hub.TrustPolicy = Trust(2048) + new string('\n', 1000);
        hub.PermissionsBoundary = Identity(6144);
        _sts.AddPolicy("arn:aws:iam::222222222222:policy/Large", Identity(6144));

        Assert.Throws<ArgumentException>("trust", () => _sts.AddRole(The.Production, Trust(2049)));
        Assert.Throws<ArgumentException>("permissions", () => _sts.AddRole(The.Production, Some.Trust("*"), Identity(10241)));
        Assert.Throws<ArgumentException>(() => hub.TrustPolicy = Trust(2049));
        Assert.Throws<ArgumentException>(() => hub.PermissionsBoundary = Identity(6145));
        Assert.Throws<ArgumentException>("policy", () => _sts.AddPolicy("arn:aws:iam::222222222222:policy/Larger", Identity(6145)));
        Assert.Throws<ArgumentException>(() => _sts.AddRole(The.Production, Some.Trust("*", """{"StringEquals":{"aws:PrincipalTag/k":"Ā"}}""")));

        static string Trust(int length) => Fill(Some.Trust("*", """{"StringEquals":{"aws:PrincipalTag/k":"#"}}"""), length);
        static string Identity(int length) => Fill(Some.Allow("s3:*", "arn:aws:s3:::#"), length);
        static string Fill(string text, int length) => text.Replace("#", new string('x', length - text.Length + 1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NullIfExists")]
    [InlineData("StringEqualz")]
    public void Condition_operators_are_those_that_IAM_has(string name) =>
        Assert.Throws<ArgumentException>(() => _sts.AddRole(The.Hub, Some.Trust("*", "{\"" + name + "\":{\"aws:username\":\"true\"}}")));

    private static string Statement(string sid) => "{\"Sid\":\"" + sid + "\",\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}";

    private static string Policy(params string[] statements) => "{\"Version\":\"2012-10-17\",\"Statement\":[" + string.Join(',', statements) + "]}";
}
