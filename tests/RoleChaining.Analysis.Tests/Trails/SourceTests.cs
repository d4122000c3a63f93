using static RoleChaining.Trails.Records;

namespace RoleChaining.Trails;

/// <summary>
/// First links, in the shapes of the examples that AWS publishes:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
/// </summary>
public sealed class SourceTests
{
    private const string Account = "222222222222";

    private static readonly string Next = Assume(5, Session("First", "name", Account, "ASIAFIRST", 0), "Production", "orders", "333333333333", "ASIANEXT");

    [Fact]
    public async Task A_web_identity_is_its_subject_and_provider()
    {
        TrailSource source = await FirstAsync(Record(
            """{ "type": "WebIdentityUser", "principalId": "accounts.example.com:app.example.com:42", "userName": "42", "identityProvider": "accounts.example.com" }""",
            "AssumeRoleWithWebIdentity",
            request: "",
            response: """ "subjectFromWebIdentityToken": "repo:example/orders:ref:refs/heads/main", "audience": "sts.amazonaws.com", "provider": "arn:aws:iam::222222222222:oidc-provider/token.example.com" """));

        Assert.Equal(
            (TrailSourceKind.WebIdentity, "42", "arn:aws:iam::222222222222:oidc-provider/token.example.com"), (source.Kind, source.Name, source.Provider));
    }

    [Fact]
    public async Task A_SAML_user_is_its_subject_and_issuer()
    {
        TrailSource source = await FirstAsync(Record(
            """{ "type": "SAMLUser", "principalId": "Qualifier=:jdoe", "userName": "jdoe", "identityProvider": "Qualifier=" }""",
            "AssumeRoleWithSAML",
            request: """ "sAMLAssertionID": "_c0046cEXAMPLE", "principalTags": { "CostCenter": "987" }, "transitiveTagKeys": [ "CostCenter" ], "principalArn": "arn:aws:iam::222222222222:saml-provider/Shib" """,
            response: """ "subjectType": "transient", "issuer": "https://idp.example.com/saml2", "nameQualifier": "Qualifier=", "subject": "jdoe", "audience": "https://signin.aws.amazon.com/saml" """));

        Assert.Equal((TrailSourceKind.Saml, "jdoe", "https://idp.example.com/saml2"), (source.Kind, source.Name, source.Provider));
    }

    [Fact]
    public async Task A_pod_is_named_by_the_tags_of_Pod_Identity_whose_values_may_stand_first()
    {
        TrailSource source = await FirstAsync(Record(
            Service("pods.eks.amazonaws.com"),
            "AssumeRole",
            request: """
                "tags": [ { "key": "eks-cluster-arn", "value": "arn:aws:eks:eu-west-1:222222222222:cluster/shop" }, { "value": "shop", "key": "eks-cluster-name" },
                { "key": "kubernetes-namespace", "value": "orders" }, { "value": "writer", "key": "kubernetes-service-account" },
                { "key": "kubernetes-pod-name", "value": "orders-7d9c" } ], "transitiveTagKeys": [ "eks-cluster-arn" ]
                """));

        Assert.Equal((TrailSourceKind.Pod, "shop/orders/writer/orders-7d9c"), (source.Kind, source.Name));
    }

    [Theory]
    [InlineData("ec2.amazonaws.com", TrailSourceKind.Instance, "name")]
    [InlineData("ec2.amazonaws.com.cn", TrailSourceKind.Instance, "name")]
    [InlineData("ecs-tasks.amazonaws.com", TrailSourceKind.Container, "name")]
    [InlineData("lambda.amazonaws.com", TrailSourceKind.Function, "name")]
    [InlineData("rds.amazonaws.com", TrailSourceKind.Service, "rds.amazonaws.com")]
    public async Task A_service_gives_its_session_the_name_of_what_it_runs(string service, TrailSourceKind kind, string name)
    {
        TrailSource source = await FirstAsync(Record(Service(service), "AssumeRole", request: ""));

        Assert.Equal((kind, name), (source.Kind, source.Name));
    }

    [Fact]
    public async Task The_root_user_of_an_account_is_a_source()
    {
        TrailSource source = await FirstAsync(Record(
            """{ "type": "Root", "principalId": "222222222222", "arn": "arn:aws:iam::222222222222:root", "accountId": "222222222222", "accessKeyId": "AKIAROOT" }""",
            "AssumeRole",
            request: ""));

        Assert.Equal((TrailSourceKind.Root, "arn:aws:iam::222222222222:root"), (source.Kind, source.Name));
    }

    [Fact]
    public async Task A_person_of_Identity_Center_is_known_by_the_session_even_where_its_issue_is_in_no_record()
    {
        const string Person = """
            { "type": "AssumedRole", "principalId": "AROASSO:jane@example.com", "arn": "arn:aws:sts::222222222222:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/jane@example.com",
              "accountId": "222222222222", "accessKeyId": "ASIASSO", "sessionContext": { "sessionIssuer": { "type": "Role", "principalId": "AROASSO",
              "arn": "arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef" },
              "attributes": { "creationDate": "20261120T113000Z", "mfaAuthenticated": "false" } } }
            """;
        await using TrailIndex trail = await ReadAsync(Assume(0, Person, "Production", "orders", "333333333333", "ASIAPROD"));

        TrailPath path = Assert.Single(trail.WhoIs("ASIAPROD"));

        Assert.Equal((TrailOutcome.Complete, TrailSourceKind.IdentityCenter, "jane@example.com"), (path.Outcome, path.Source.Kind, path.Source.Name));
        Assert.Equal(Start.AddMinutes(-30), path.Hops[0].IssuedAt);
    }

    [Fact]
    public async Task An_instance_is_known_by_the_delivery_of_its_role()
    {
        string instance = Session("Web", "i-0123456789abcdef0", Account, "ASIAEC2", -60).Replace(
            "\"sessionContext\": {", "\"sessionContext\": { \"ec2RoleDelivery\": \"2.0\",", StringComparison.Ordinal);
        await using TrailIndex trail = await ReadAsync(Assume(0, instance, "Production", "orders", "333333333333", "ASIAPROD"));

        TrailSource source = Assert.Single(trail.WhoIs("ASIAPROD")).Source;

        Assert.Equal((TrailSourceKind.Instance, "i-0123456789abcdef0"), (source.Kind, source.Name));
    }

    [Fact]
    public async Task A_federated_user_is_joined_by_key_and_its_user_is_the_source()
    {
        string issue = $$"""
            { "eventVersion": "1.08", "userIdentity": {{User("alice", Account, "AKIAALICE")}}, "eventTime": "{{Time(0)}}", "eventSource": "sts.amazonaws.com",
              "eventName": "GetFederationToken", "requestParameters": { "name": "visitor" }, "responseElements": {
                "credentials": { "accessKeyId": "ASIAFED", "sessionToken": "SECRET-TOKEN", "expiration": "Nov 20, 2026, 11:00:00\u202fPM" },
                "federatedUser": { "federatedUserId": "222222222222:visitor", "arn": "arn:aws:sts::222222222222:federated-user/visitor" }, "packedPolicySize": 4 },
              "eventID": "fed", "recipientAccountId": "222222222222" }
            """;
        const string Visitor = """
            { "type": "FederatedUser", "principalId": "222222222222:visitor", "arn": "arn:aws:sts::222222222222:federated-user/visitor", "accountId": "222222222222",
              "accessKeyId": "ASIAFED", "sessionContext": { "sessionIssuer": { "type": "IAMUser", "arn": "arn:aws:iam::222222222222:user/alice" } } }
            """;
        await using TrailIndex trail = await ReadAsync(issue, Call(600, Visitor, "s3", "ListBuckets", "e1"));

        TrailPath path = Assert.Single(trail.WhoIs("ASIAFED"));

        Assert.Equal((TrailOutcome.Complete, TrailSourceKind.User, 1L), (path.Outcome, path.Source.Kind, path.Activity.Events));
    }

    [Fact]
    public async Task The_example_of_two_accounts_has_one_event_id_and_one_key_id_for_all_and_is_one_session()
    {
        string own = Assume(0, User("john", "777788889999", "AKIAEXAMPLE"), "Dev", "john-dev", "111122223333", "AKIAEXAMPLE", "\"sharedEventID\": \"shared\",");
        string owners = Assume(0, """{ "type": "AWSAccount", "principalId": "AIDAjohn", "accountId": "777788889999" }""", "Dev", "john-dev", "111122223333", "AKIAEXAMPLE", "\"sharedEventID\": \"shared\",");
        await using TrailIndex trail = await ReadAsync(owners, own);

        TrailPath path = Assert.Single(trail.ChainsInto("arn:aws:iam::111122223333:role/Dev"));

        Assert.Equal((TrailOutcome.Complete, "arn:aws:iam::777788889999:user/john"), (path.Outcome, path.Source.Name));
        Assert.Single(path.Hops);
    }

    private static async Task<TrailSource> FirstAsync(string first)
    {
        await using TrailIndex trail = await ReadAsync(Next, first);
        TrailPath path = Assert.Single(trail.WhoIs("ASIANEXT"));
        Assert.Equal(TrailOutcome.Complete, path.Outcome);
        Assert.Equal(2, path.Hops.Count);
        return path.Source;
    }

    private static string Service(string name) => $$"""{ "type": "AWSService", "invokedBy": "{{name}}" }""";

    private static string Record(string caller, string action, string request, string response = "") => $$"""
        { "eventVersion": "1.08", "userIdentity": {{caller}}, "eventTime": "{{Time(0)}}", "eventSource": "sts.amazonaws.com", "eventName": "{{action}}",
          "awsRegion": "eu-west-1", "sourceIPAddress": "192.0.2.7", "userAgent": "agent",
          "requestParameters": { "roleArn": "arn:aws:iam::222222222222:role/First", "roleSessionName": "name", "durationSeconds": 3600 {{Comma(request)}} },
          "responseElements": { "credentials": { "sessionToken": "SECRET-TOKEN", "accessKeyId": "ASIAFIRST", "expiration": "Nov 20, 2026, 1:00:00 PM" },
            "assumedRoleUser": { "assumedRoleId": "AROAFirst:name", "arn": "arn:aws:sts::222222222222:assumed-role/First/name" } {{Comma(response)}} },
          "requestID": "r1", "eventID": "e1", "readOnly": true, "eventType": "AwsApiCall", "recipientAccountId": "222222222222" }
        """;

    private static string Comma(string more) => more.Length == 0 ? "" : ", " + more;
}
