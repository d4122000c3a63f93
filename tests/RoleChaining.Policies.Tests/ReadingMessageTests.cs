namespace RoleChaining;

/// <summary>What is wrong with a policy is said where it stands, and what to write in its place.</summary>
public sealed class ReadingMessageTests
{
    [Theory]
    [InlineData("[]", "A policy is a JSON object.")]
    [InlineData("{", "The policy is not valid JSON here.")]
    [InlineData("""{"Statement":[{"Sid":"\ud800"}]}""", "The policy holds a string that is not valid text.")]
    [InlineData("""{"Version":"2012-10-17"}""", "A policy needs a Statement: an object, or a list of objects.")]
    [InlineData("""{"Statement":"all"}""", "A policy needs a Statement: an object, or a list of objects.")]
    [InlineData("""{"Statement":[],"Comment":"x"}""", "A policy has no element 'Comment'; it may have Version, Id, Statement.")]
    [InlineData("""{"Statement":[],"version":"2012-10-17"}""", "A policy has no element 'version'; write Version.")]
    [InlineData("""{"Statement":[],"Statement":[]}""", "The policy has two elements 'Statement'.")]
    [InlineData("""{"Statement":[],"Id":7}""", "'Id' is a string.")]
    [InlineData("""{"Statement":[],"Version":20121017}""", "A policy's Version is \"2012-10-17\" or \"2008-10-17\".")]
    [InlineData("""{"Statement":["x"]}""", "A statement is a JSON object.")]
    [InlineData("""{"Statement":[null]}""", "A statement is a JSON object.")]
    public void Of_a_policy(string text, string message) => AssertError(text, message);

    [Theory]
    [InlineData("""{"Action":"*","Resource":"*"}""", "A statement's Effect is \"Allow\" or \"Deny\".")]
    [InlineData("""{"Effect":"allow","Action":"*","Resource":"*"}""", "A statement's Effect is \"Allow\" or \"Deny\".")]
    [InlineData("""{"Effect":true,"Action":"*","Resource":"*"}""", "A statement's Effect is \"Allow\" or \"Deny\".")]
    [InlineData("""{"Effect":"Allow","Resource":"*"}""", "The statement needs Action or NotAction.")]
    [InlineData("""{"Effect":"Allow","Action":"*"}""", "The statement needs Resource or NotResource.")]
    [InlineData("""{"Effect":"Allow","Action":"*","NotAction":"s3:*","Resource":"*"}""", "The statement has Action and NotAction; remove one of them.")]
    [InlineData("""{"Effect":"Allow","Action":[],"Resource":"*"}""", "'Action' is empty.")]
    [InlineData("""{"Effect":"Allow","Action":[7],"Resource":"*"}""", "'Action' is a string or a list of strings.")]
    [InlineData("""{"Effect":"Allow","Action":[true],"Resource":"*"}""", "'Action' is a string or a list of strings.")]
    [InlineData("""{"Effect":"Allow","Action":[["s3:*"]],"Resource":"*"}""", "'Action' is a string or a list of strings.")]
    [InlineData("""{"Effect":"Allow","Action":"AssumeRole","Resource":"*"}""", "'AssumeRole' is not an action: it has a service prefix, as in sts:AssumeRole.")]
    [InlineData("""{"Effect":"Allow","Action":":x","Resource":"*"}""", "':x' is not an action: it has a service prefix, as in sts:AssumeRole.")]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"bucket"}""", "'bucket' is not a resource: it is an ARN or *.")]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"*","Sid":7}""", "'Sid' is a string.")]
    [InlineData("""{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}""", "A statement of this kind of policy has no element 'Principal'; it may have Sid, Effect, Action, NotAction, Condition, Resource, NotResource.")]
    public void Of_a_statement(string statement, string message) => AssertError($$"""{"Version":"2012-10-17","Statement":{{statement}}}""", message);

    [Theory]
    [InlineData("""{"NumericEquals":{"s3:max-keys":"many"}}""", "'many' is no value for NumericEquals: it is an integer or a decimal number.")]
    [InlineData("""{"NumericEquals":{"s3:max-keys":"${aws:PrincipalTag/Max}"}}""", "'${aws:PrincipalTag/Max}' is no value for NumericEquals: it is an integer or a decimal number.")]
    [InlineData("""{"DateEquals":{"aws:CurrentTime":"today"}}""", "'today' is no value for DateEquals: it is a date of ISO 8601, or seconds since 1970.")]
    [InlineData("""{"BinaryEquals":{"key":"?"}}""", "'?' is no value for BinaryEquals: it is base64.")]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"10.0.0.300"}}""", "'10.0.0.300' is no value for IpAddress: it is an IP address, or a range without host bits such as 192.0.2.0/24.")]
    [InlineData("""{"ArnLike":{"aws:SourceArn":"bucket"}}""", "'bucket' is no value for ArnLike: it is an ARN, in which * and ? may stand for parts.")]
    [InlineData("""{"ArnLike":{"aws:SourceArn":"arn:aws:s3"}}""", "'arn:aws:s3' is no value for ArnLike: it is an ARN, in which * and ? may stand for parts.")]
    [InlineData("""{"ArnLike":{"aws:SourceArn":"a:b:c:d:e:f"}}""", "'a:b:c:d:e:f' is no value for ArnLike: it is an ARN, in which * and ? may stand for parts.")]
    [InlineData("""{"StringEquals":{"aws:username":{"a":"b"}}}""", "'aws:username' is a string or a list of strings.")]
    public void Of_a_condition(string condition, string message) =>
        AssertError($$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{condition}}} }""", message);

    [Theory]
    [InlineData("""{"ArnLike":{"aws:SourceArn":["*","arn:aws:s3:::*","*:aws:s3:::a"]}}""")]
    [InlineData("""{"Bool":{"aws:SecureTransport":[true,false]},"NumericEquals":{"s3:max-keys":[7,"8"]}}""")]
    public void Of_a_condition_that_IAM_stores_nothing(string condition) =>
        Assert.Empty(Parse($$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{condition}}} }""").Warnings);

    [Fact]
    public void A_session_policy_may_have_a_value_that_never_holds_and_is_warned_of()
    {
        IamPolicy policy = Parse(
            """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NumericEquals":{"s3:max-keys":"many"}}}}""", IamPolicyKind.Session);
        Assert.Equal("'many' is no value for NumericEquals: it is an integer or a decimal number.", Assert.Single(policy.Warnings).Message);
    }

    [Theory]
    [InlineData(IamPolicyKind.Trust, "\"*\"", "A trust policy's Principal is an object; write {\"AWS\": \"*\"} for every AWS principal.")]
    [InlineData(IamPolicyKind.Trust, "\"ec2.amazonaws.com\"", "A Principal is an object of AWS, Service and Federated.")]
    [InlineData(IamPolicyKind.Trust, """{"Aws":"*"}""", "A Principal has no element 'Aws'; write AWS.")]
    [InlineData(IamPolicyKind.Trust, """{"User":"*"}""", "A Principal has no element 'User'; it may have AWS, Service, Federated, CanonicalUser.")]
    [InlineData(IamPolicyKind.Trust, """{"AWS":"alice"}""", "Invalid principal in policy: \"AWS\":\"alice\"")]
    [InlineData(IamPolicyKind.Trust, """{"AWS":"arn:aws:iam::111111111111:role/*"}""", "Invalid principal in policy: \"AWS\":\"arn:aws:iam::111111111111:role/*\"")]
    [InlineData(IamPolicyKind.Trust, """{"AWS":"arn:aws:iam::cloudfront:user/x"}""", "Invalid principal in policy: \"AWS\":\"arn:aws:iam::cloudfront:user/x\"")]
    [InlineData(IamPolicyKind.Trust, """{"AWS":"AROAEXAMPLE0001"}""", "Invalid principal in policy: \"AWS\":\"AROAEXAMPLE0001\"")] // too short
    [InlineData(IamPolicyKind.Trust, """{"AWS":"ASIAEXAMPLE000001"}""", "Invalid principal in policy: \"AWS\":\"ASIAEXAMPLE000001\"")]
    [InlineData(IamPolicyKind.Trust, """{"AWS":"AROAEXAMPLE-000001"}""", "Invalid principal in policy: \"AWS\":\"AROAEXAMPLE-000001\"")]
    [InlineData(IamPolicyKind.Trust, """{"Federated":"*"}""", "A Federated principal is the ARN or the name of one provider, not *.")]
    public void Of_a_principal(IamPolicyKind kind, string principal, string message) => AssertError(Trust(principal), message, kind);

    [Theory]
    [InlineData("AROAEXAMPLE00001")]
    [InlineData("AIDAEXAMPLE000000001")]
    public void The_id_of_one_who_was_deleted_is_warned_of(string id) => Assert.Equal(
        $"'{id}' is the id of a user or a role that was deleted, so it names nobody.",
        Assert.Single(Parse(Trust($$"""{"AWS":"{{id}}"}"""), IamPolicyKind.Trust).Warnings).Message);

    [Fact]
    public void Ids_of_statements_that_are_there_twice_are_told_by_who_stores_the_policy()
    {
        const string Twins = """{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"A","Effect":"Allow","Action":"*","Resource":"*"}]}""";
        AssertError(Twins, "Two statements have the Sid 'A'; give each its own.");
        Assert.Equal(
            "Two statements have the Sid 'A'. Some services refuse that; give each its own.",
            Assert.Single(Parse(Twins, IamPolicyKind.ServiceControl).Warnings).Message);
    }

    private static string Trust(string principal) =>
        $$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{{principal}}} }""";

    private static IamPolicy Parse(string text, IamPolicyKind kind = IamPolicyKind.Identity) => IamPolicy.Parse(text, kind);

    private static void AssertError(string text, string message, IamPolicyKind kind = IamPolicyKind.Identity)
    {
        IamPolicyException e = Assert.Throws<IamPolicyException>(() => Parse(text, kind));
        Assert.Equal(message, Assert.Single(e.Issues, issue => issue.IsError).Message);
    }
}
