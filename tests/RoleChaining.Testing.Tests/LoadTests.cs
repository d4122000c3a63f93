using Amazon.SecurityToken.Model;

namespace RoleChaining.Testing;

public sealed class LoadTests
{
    private const string File = """
        {
          "users": [{ "account": "111111111111", "name": "alice", "accessKeyId": "AKIAALICEALICEALICEA", "secretAccessKey": "secret",
                      "policies": [{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "sts:*", "Resource": "*" } }] }],
          "roles": [{ "arn": "arn:aws:iam::222222222222:role/HubRole", "maxSessionDuration": 7200, "tags": { "Team": "alpha" }, "policies": [],
                      "trust": { "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Principal": { "AWS": "111111111111" }, "Action": "sts:AssumeRole" } } }],
          "oidcProviders": [{ "account": "222222222222", "issuer": "https://token.example.com", "audiences": ["sts.amazonaws.com"] }]
        }
        """;

    [Fact]
    public async Task A_file_makes_users_roles_and_providers()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        sts.Load(File);
        Amazon.Runtime.BasicAWSCredentials alice = new("AKIAALICEALICEALICEA", "secret");

        Credentials hub = await Some.SessionAsync(sts, alice, The.Hub, request => request.DurationSeconds = 7200);

        Assert.Equal("arn:aws:sts::222222222222:assumed-role/HubRole/tests", await Some.ArnAsync(sts, hub));
        Assert.Equal("arn:aws:iam::111111111111:user/alice", Assert.Single(sts.Users).Arn);
        Assert.Equal(TimeSpan.FromHours(2), Assert.Single(sts.Roles).MaxSessionDuration);
        Assert.Equal("arn:aws:iam::222222222222:oidc-provider/token.example.com", Assert.Single(sts.OidcProviders).Arn);
    }

    [Fact]
    public async Task A_file_has_root_users_managed_policies_partitions_tags_and_a_clock()
    {
        await using LocalSts sts = LocalSts.CreateInMemory(options => options.StrictPrincipals = true);
        sts.Load("""
            {
              "users": [{ "account": "111111111111", "name": "alice", "partition": "aws-cn", "accessKeyId": "AKIAALICEALICEALICEA", "secretAccessKey": "secret",
                          "tags": { "Team": "alpha" }, "managedPolicies": ["arn:aws-cn:iam::111111111111:policy/Walk"] }],
              "rootUsers": [{ "account": "222222222222", "partition": "aws-cn", "accessKeyId": "AKIAROOTROOTROOTROOT", "secretAccessKey": "root-secret" }],
              "policies": [{ "arn": "arn:aws-cn:iam::111111111111:policy/Walk",
                             "policy": { "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*" } } }],
              "roles": [{ "arn": "arn:aws-cn:iam::222222222222:role/HubRole",
                          "trust": { "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Principal": { "AWS": "111111111111" }, "Action": "sts:AssumeRole",
                                     "Condition": { "StringEquals": { "aws:PrincipalTag/Team": "alpha" }, "DateGreaterThan": { "aws:CurrentTime": "2029-12-31T00:00:00Z" } } } } }],
              "oidcProviders": [{ "account": "222222222222", "issuer": "https://token.example.com", "partition": "aws-cn" }],
              "clock": { "now": "2030-01-01T00:00:00Z", "offset": 60, "propagationDelay": "00:00:05", "sessionLifetime": 900 }
            }
            """);
        Amazon.Runtime.BasicAWSCredentials alice = new("AKIAALICEALICEALICEA", "secret");
        const string hub = "arn:aws-cn:iam::222222222222:role/HubRole";

        Credentials session = await Some.SessionAsync(sts, alice, hub);

        Assert.Equal("arn:aws-cn:sts::222222222222:assumed-role/HubRole/tests", await Some.ArnAsync(sts, session));
        Assert.Equal("arn:aws-cn:iam::222222222222:root", await Some.ArnAsync(sts, new Amazon.Runtime.BasicAWSCredentials("AKIAROOTROOTROOTROOT", "root-secret")));
        Assert.Equal("AccessDenied", (await Some.RefusalAsync(sts, alice, hub, request => request.Tags = [new() { Key = "a", Value = "b" }])).ErrorCode);
        Assert.Equal("arn:aws-cn:iam::222222222222:oidc-provider/token.example.com", Assert.Single(sts.OidcProviders).Arn);
        Assert.Equal((TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(15)), (sts.ClockOffset, sts.SessionLifetimeCap));
        Assert.Equal(2030, sts.Calls[0].At.Year);
        sts.AddRole("arn:aws-cn:iam::222222222222:role/New", Some.Trust("111111111111"));
        Assert.Equal("AccessDenied", (await Some.RefusalAsync(sts, alice, "arn:aws-cn:iam::222222222222:role/New")).ErrorCode);
    }

    [Theory]
    [InlineData("""{"user": []}""", "user is not a known key")]
    [InlineData("""{"users": [{"account": "111111111111", "name": "a", "polices": []}]}""", "users[0].polices is not a known key")]
    [InlineData("""{"users": [{"name": "a"}]}""", "users[0].account is missing")]
    [InlineData("""{"users": {}}""", "users is to be a list")]
    [InlineData("""{"users": [{"account": "1", "name": "a"}]}""", "users[0]: '1' is not an account id")]
    [InlineData("""{"roles": [{"arn": "arn:aws:iam::222222222222:role/R", "trust": {}}]}""", "roles[0]: line 1, column 1: A policy needs a Statement")]
    [InlineData("""{"roles": [{"arn": "arn:aws:iam::222222222222:role/R", "trust": 1}]}""", "roles[0].trust is to be an IAM policy")]
    [InlineData("""{"roles": [{"arn": "x", "trust": {}, "maxSessionDuration": "soon"}]}""", "roles[0].maxSessionDuration is to be a number of seconds")]
    [InlineData("""{"users": [], "users": []}""", "not valid JSON")]
    [InlineData("""{"users": [{"account": "111111111111", "name": "a", "managedPolicies": ["arn:aws:iam::111111111111:policy/None"]}]}""", "users[0]: There is no managed policy arn:aws:iam::111111111111:policy/None")]
    [InlineData("""{"policies": [{"arn": "arn:aws:iam::111111111111:policy/P"}]}""", "policies[0].policy is missing")]
    [InlineData("""{"rootUsers": [{"account": "111111111111", "name": "a"}]}""", "rootUsers[0].name is not a known key")]
    [InlineData("""{"clock": {"now": "2026-01-01T00:00:00Z", "advance": 1}}""", "clock.advance is not for a clock that has now too")]
    [InlineData("""{"clock": {"sessionLifetime": -1}}""", "clock.sessionLifetime is to be 0")]
    [InlineData("""{"clock": {"zone": "UTC"}}""", "clock.zone is not a known key")]
    [InlineData("""{"users": [{"account": "111111111111", "name": "\ud800"}]}""", "users[0].name is no valid text")]
    [InlineData("[]", "is to be an object")]
    [InlineData("{", "not valid JSON")]
    public async Task What_is_wrong_with_a_file_is_said_with_its_place(string json, string message)
    {
        await using LocalSts sts = LocalSts.CreateInMemory();

        FormatException exception = Assert.Throws<FormatException>(() => sts.Load(json));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }
}
