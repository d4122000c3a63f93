namespace RoleChaining;

public sealed class ReadingTests
{
    [Fact]
    public void Every_error_is_told_at_once_with_its_line_and_column()
    {
        const string text = """
            {
              "Version": "2013-01-01",
              "Statement": [
                { "Effect": "Permit", "Action": "AssumeRole", "Resource": "*" },
                { "Effect": "Allow", "Action": "sts:*", "Resource": "role/x", "Principal": "*" }
              ]
            }
            """;

        IamPolicyException exception = Assert.Throws<IamPolicyException>(() => IamPolicy.Parse(text, IamPolicyKind.Identity));

        Assert.Equal(
            [(2, 14), (4, 7), (4, 37), (5, 57), (5, 67)],
            exception.Issues.Where(issue => issue.IsError).Select(issue => (issue.Line, issue.Column)));
        Assert.Contains("line 4, column 37: 'AssumeRole' is not an action", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "A Condition is an object of operators.")]
    [InlineData("""{"StringEqual":{"aws:username":"alice"}}""", "There is no condition operator 'StringEqual'.")]
    [InlineData("""{"NullIfExists":{"aws:username":"true"}}""", "There is no condition operator 'NullIfExists'.")]
    [InlineData("""{"StringEquals":"aws:username"}""", "'StringEquals' is an object of condition keys.")]
    public void A_condition_that_is_none_is_refused(string condition, string message)
    {
        string text = $$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{condition}}} }""";
        Assert.Contains(message, Assert.Throws<IamPolicyException>(() => IamPolicy.Parse(text, IamPolicyKind.Identity)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "line 1, column 2")]
    [InlineData("{\n  \"Version\": \"2012-10-17\",\n}", "line 3, column 1")]
    [InlineData("[]", "line 1, column 1")]
    public void Text_that_is_no_policy_is_refused_with_its_place(string text, string place) =>
        Assert.StartsWith(place, Assert.Throws<IamPolicyException>(() => IamPolicy.Parse(text, IamPolicyKind.Identity)).Message, StringComparison.Ordinal);

    [Fact]
    public void Places_are_told_on_lines_of_any_length_and_with_any_characters()
    {
        string actions = string.Concat(Enumerable.Repeat("\"sts:Ü\", ", 200_000)); // where each place is counted from the start of its line, this takes minutes
        string text = $$"""{"Statement":{"Effect":"Allow","Action":[{{actions}}"bad"],"Resource":"*"} }""";
        Assert.False(IamPolicy.TryParse(text, IamPolicyKind.Identity, name: null, out _, out IReadOnlyList<IamPolicyIssue> issues));
        Assert.Equal((1, text.IndexOf("\"bad\"", StringComparison.Ordinal) + 1), issues.Where(issue => issue.IsError).Select(issue => (issue.Line, issue.Column)).Last());
    }

    [Fact]
    public void A_date_in_digits_of_another_script_is_no_date_and_no_crash() => Assert.False(IamPolicy.TryParse(
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"\u0662\u0660\u0662\u0666-01-01"}}}]}""",
        IamPolicyKind.Identity,
        name: null,
        out _,
        out _));

    [Fact]
    public void A_policy_may_come_with_percent_escapes()
    {
        string text = Uri.EscapeDataString(Call.Holds());

        Assert.Single(IamPolicy.Parse(text, IamPolicyKind.Identity).Statements);
    }

    [Theory]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"s3:Get Object","Resource":"*"}}""", "s3:Get Object")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:bucket"}}""", "arn:aws:s3:bucket")]
    public void What_AWS_takes_but_nobody_means_is_a_warning(string text, string part)
    {
        IamPolicyIssue warning = Assert.Single(IamPolicy.Parse(text, IamPolicyKind.Identity).Warnings);

        Assert.Contains(part, warning.Message, StringComparison.OrdinalIgnoreCase);
        Assert.False(warning.IsError);
    }

    /// <summary>IAM takes letters and digits, each id once. Other services take more: a bucket's policy may have blanks in its ids.</summary>
    [Theory]
    [InlineData("One", "one", true)]
    [InlineData("", "", true)]
    [InlineData("One", "One", false)]
    [InlineData("Allow a-hop!", "One", false)]
    [InlineData("a b", "One", false)]
    [InlineData("ä", "One", false)]
    public void Ids_of_statements_that_IAM_stores(string first, string second, bool isStored)
    {
        foreach (IamPolicyKind kind in Enum.GetValues<IamPolicyKind>())
        {
            bool isIam = kind is IamPolicyKind.Identity or IamPolicyKind.Trust or IamPolicyKind.PermissionsBoundary;
            string more = kind switch
            {
                IamPolicyKind.Trust => "\"Principal\":{\"AWS\":\"*\"}",
                IamPolicyKind.Resource or IamPolicyKind.ResourceControl => "\"Principal\":\"*\",\"Resource\":\"*\"",
                _ => "\"Resource\":\"*\"",
            };
            string text = $$"""
                {"Statement":[
                  {"Effect":"Deny","Action":"sts:*",{{more}},
                   "Sid":"{{first}}"},
                  {"Sid":"{{second}}","Effect":"Deny","Action":"sts:*",{{more}} }]}
                """;

            Assert.Equal(isStored || !isIam, IamPolicy.TryParse(text, kind, null, out _, out IReadOnlyList<IamPolicyIssue> issues));
            IEnumerable<(int, bool)> expected = isStored ? []
                : first == second ? [(4, isIam)] // the second of the two
                : isIam ? [(3, true)]
                : [];
            Assert.Equal(expected, issues.Select(issue => (issue.Line, issue.IsError)));
        }
    }

    /// <summary>Two of a name in an object are no policy. Names of operators and keys ignore case.</summary>
    [Theory]
    [InlineData("""{"StringEquals":{"aws:PrincipalTag/a":"1"},"StringEquals":{"aws:PrincipalTag/b":"1"} }""", "The Condition has two elements 'StringEquals'.")]
    [InlineData("""{"StringEquals":{"aws:PrincipalTag/a":"1"},"stringEquals":{"aws:PrincipalTag/b":"1"} }""", "The Condition has two elements 'stringEquals'.")]
    [InlineData("""{"StringEquals":{"aws:PrincipalTag/a":"1","aws:PrincipalTag/a":"2"} }""", "The StringEquals has two elements 'aws:PrincipalTag/a'.")]
    [InlineData("""{"StringEquals":{"aws:PrincipalTag/a":"1","AWS:PrincipalTag/A":"2"} }""", "The StringEquals has two elements 'AWS:PrincipalTag/A'.")]
    [InlineData("""{"StringEquals":{"aws:PrincipalTag/a":"1"},"StringLike":{"aws:PrincipalTag/a":"2"},"ForAnyValue:StringEquals":{"aws:PrincipalTag/a":"1"} }""", null)]
    public void An_operator_or_a_key_that_is_there_twice_is_refused(string condition, string? message)
    {
        string text = Call.Statement("Allow", "*", $"\"Resource\":\"*\",\"Condition\":{condition}");

        foreach (IamPolicyKind kind in (IamPolicyKind[])[IamPolicyKind.Identity, IamPolicyKind.Session])
        {
            Assert.Equal(message is null, IamPolicy.TryParse(text, kind, null, out _, out IReadOnlyList<IamPolicyIssue> issues));
            Assert.Equal(message is null ? [] : [message], issues.Select(issue => issue.Message));
        }
    }

    [Theory]
    [InlineData("arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABCDEF", true)]
    [InlineData("arn:aws:iam::cloudfront:user/*", false)]
    [InlineData("arn:aws:iam::cloudfront:root", false)]
    [InlineData("arn:aws:iam::cloudfront:role/x", false)]
    [InlineData("arn:aws:iam::other:user/x", false)]
    public void An_origin_access_identity_of_CloudFront_is_a_principal_of_buckets(string principal, bool isTaken)
    {
        Assert.Equal(isTaken, IamPolicy.TryParse(Call.Grants(principal), IamPolicyKind.Resource, null, out _, out _));
        Assert.False(IamPolicy.TryParse(Call.Trusts(principal), IamPolicyKind.Trust, null, out _, out _));
    }

    /// <summary>What IAM was recorded to store and to refuse, and what STS takes in a session policy all the same.</summary>
    [Theory]
    [InlineData("NumericEquals", "01", true, true)]
    [InlineData("Bool", "yes", true, true)]
    [InlineData("Null", "yes", true, true)]
    [InlineData("IpAddress", "192.0.2.0/+24", true, true)]
    [InlineData("IpAddress", "192.0.2.0/024", true, true)]
    [InlineData("IpAddress", "2001:db8:::1/128", true, true)]
    [InlineData("IpAddress", "::ffff:c000:200/120", true, true)]
    [InlineData("NumericEquals", "NaN", false, true)]
    [InlineData("NumericEquals", "many", false, true)]
    [InlineData("DateEquals", "tomorrow", false, true)]
    [InlineData("ArnLike", "role", false, true)]
    [InlineData("BinaryEquals", "no-binary", false, false)]
    [InlineData("IpAddress", "not-an-ip", false, true)]
    [InlineData("IpAddress", "192.0.2.0/33", false, true)]
    [InlineData("IpAddress", "2001:db8::/129", false, true)]
    [InlineData("IpAddress", "::192.0.2.1/128", false, true)]
    [InlineData("IpAddress", "2001:db8::5/64", false, true)]
    public void Texts_of_conditions_that_IAM_stores_and_STS_takes(string op, string value, bool isStored, bool isTaken)
    {
        string text = Call.Statement("Allow", "*", $$$"""
            "Resource":"*","Condition":{"{{{op}}}":{"aws:PrincipalTag/x":"{{{value}}}"}}
            """);

        Assert.Equal(isStored, IamPolicy.TryParse(text, IamPolicyKind.Identity, null, out _, out _));
        Assert.Equal(isTaken, IamPolicy.TryParse(text, IamPolicyKind.Session, null, out _, out _));
    }

    [Theory]
    [InlineData("\"*\"", false)]
    [InlineData("""{"Federated":"*"}""", false)]
    [InlineData("""{"AWS":"*"}""", true)]
    [InlineData("""{"AWS":"111111111111"}""", true)]
    [InlineData("""{"AWS":"arn:aws:iam::111111111111:user/*"}""", false)]
    public void Principals_of_a_trust_policy(string principal, bool isTaken) =>
        Assert.Equal(isTaken, IamPolicy.TryParse(Call.Statement("Allow", "sts:AssumeRole", "\"Principal\":" + principal), IamPolicyKind.Trust, null, out _, out _));
}
