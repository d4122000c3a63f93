namespace RoleChaining.Matching;

public sealed class PatternTests
{
    private static readonly IamContext Context = new IamContextValues
    {
        ["aws:username"] = IamContextValue.Of("Al*"),
        ["aws:PrincipalTag/team"] = IamContextValue.Of("blue"),
        ["aws:TagKeys"] = IamContextValue.OfList(["a"]),
        ["aws:SourceIp"] = IamContextValue.Unknown,
    };

    [Theory]
    [InlineData("home/${aws:username}/x", "home/Al*/x", nameof(Truth.True))]
    [InlineData("home/${aws:username}/x", "home/Alice/x", nameof(Truth.False))] // a star out of a variable is a star
    [InlineData("${ aws:username }", "Al*", nameof(Truth.True))]
    [InlineData("${aws:PrincipalTag/team}-${aws:PrincipalTag/team}", "blue-blue", nameof(Truth.True))]
    [InlineData("${aws:PrincipalTag/team}*", "blueish", nameof(Truth.True))]
    [InlineData("a${*}${?}${$}", "a*?$", nameof(Truth.True))]
    [InlineData("a${*}", "ab", nameof(Truth.False))]
    [InlineData("${aws:none, 'default'}", "default", nameof(Truth.True))]
    [InlineData("${aws:PrincipalTag/team, 'default'}", "blue", nameof(Truth.True))]
    [InlineData("${aws:none}", "", nameof(Truth.False))]
    [InlineData("${aws:TagKeys, 'default'}", "default", nameof(Truth.False))] // a key with a list is never filled in
    [InlineData("${aws:TagKeys}", "a", nameof(Truth.False))]
    [InlineData("${aws:SourceIp}", "10.0.0.1", nameof(Truth.Unknown))]
    [InlineData("${aws:username", "${aws:username", nameof(Truth.True))]
    [InlineData("$*", "$x", nameof(Truth.True))]
    public void Variables_are_filled_in(string pattern, string value, string expected) =>
        Assert.Equal(expected, new Pattern(pattern, variables: true).Matches(value, Context).ToString());

    [Fact]
    public void Without_variables_a_dollar_is_a_dollar()
    {
        Pattern pattern = new("${aws:username}", variables: false);

        Assert.False(pattern.HasVariables);
        Assert.Equal(Truth.True, pattern.Matches("${aws:username}", Context));
    }

    [Theory]
    [InlineData("ABC*", "abcd", true)]
    [InlineData("abc*", "ABCD", true)]
    [InlineData("${aws:username}X", "aL*x", true)]
    [InlineData("${aws:username}X", "bL*x", false)]
    public void Case_matters_unless_it_is_to_be_ignored(string pattern, string value, bool isMatch)
    {
        Pattern compiled = new(pattern, variables: true);

        Assert.Equal(isMatch.ToTruth(), compiled.Matches(value, Context, ignoreCase: true));
        Assert.Equal(Truth.False, compiled.Matches(value, Context));
    }

    [Fact]
    public void Without_wildcards_a_star_is_a_star()
    {
        Pattern pattern = new("a*?", variables: false, wildcards: false);

        Assert.Equal(Truth.True, pattern.Matches("a*?", Context));
        Assert.Equal(Truth.False, pattern.Matches("abc", Context));
    }

    [Theory]
    [InlineData("arn:aws:s*x:r::key", "arn:aws:sAx:r::key", true)]
    [InlineData("arn:aws:s*x:r::key", "arn:aws:sa:bx:r::key", false)]
    [InlineData("arn:aws:s?x:r::key", "arn:aws:s:x:r::key", false)]
    [InlineData("arn:aws:iam::*:role/x", "arn:aws:iam::1:2:role/x", true)] // at the end of a part it goes on
    [InlineData("arn:aws:s3:::a?b*c", "arn:aws:s3:::a:b:c", true)]
    [InlineData("arn:aws:${aws:PrincipalTag/team}*e:r::key", "arn:aws:blue:me:r::key", false)]
    [InlineData("arn:aws:${aws:PrincipalTag/team}*e:r::key", "arn:aws:blueme:r::key", true)]
    public void In_the_first_parts_of_a_resource_a_wildcard_stays_in_its_part(string pattern, string value, bool isMatch) =>
        Assert.Equal(isMatch.ToTruth(), new Pattern(pattern, variables: true, isResource: true).Matches(value, Context));

    [Theory]
    [InlineData("*", "arn:aws:iam::1:role/x", nameof(Truth.True))]
    [InlineData("arn:aws:iam::1:role/*", "arn:aws:iam::1:role/x", nameof(Truth.True))]
    [InlineData("arn:aws:iam::1:role/*", "arn:aws:iam::2:role/x", nameof(Truth.False))]
    [InlineData("arn:aws:iam::1:user/*", "arn:aws:iam::1:role/x", nameof(Truth.False))]
    [InlineData("arn:*:iam::1:role/x", "arn:aws:iam::1:role/x", nameof(Truth.True))]
    [InlineData("a*:aws:iam::1:role/x", "arn:aws:iam::1:role/x", nameof(Truth.True))]
    [InlineData("arn:aws:iam::*", "arn:aws:iam::1:role/x", nameof(Truth.Undecidable))] // too few parts
    [InlineData("x:aws:iam::1:role/x", "arn:aws:iam::1:role/x", nameof(Truth.Undecidable))]
    [InlineData("role", "arn:aws:iam::1:role/x", nameof(Truth.Undecidable))]
    [InlineData("arn:aws:iam::1:role/${aws:PrincipalTag/team}", "arn:aws:iam::1:role/blue", nameof(Truth.True))]
    [InlineData("arn:aws:iam::1:role/${aws:SourceIp}", "arn:aws:iam::1:role/blue", nameof(Truth.Unknown))]
    [InlineData("arn:aws:iam::1:role/${aws:none}", "arn:aws:iam::1:role/blue", nameof(Truth.False))]
    public void The_ARN_operators_compare_part_by_part(string pattern, string value, string expected) =>
        Assert.Equal(expected, new Pattern(pattern, variables: true).MatchesArn(value, Context).ToString());

    [Theory]
    [InlineData("Σ", "σ")]
    [InlineData("ΑΣ", "ας")] // the final sigma
    [InlineData("É", "é")]
    [InlineData("İ", "i̇")]
    public void Case_is_Unicodes(string pattern, string value) =>
        Assert.Equal(Truth.True, new Pattern(pattern, variables: false).Matches(value, Context, ignoreCase: true));
}
