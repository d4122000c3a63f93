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
    [InlineData("[]", "is to be an object")]
    [InlineData("{", "not valid JSON")]
    public async Task What_is_wrong_with_a_file_is_said_with_its_place(string json, string message)
    {
        await using LocalSts sts = LocalSts.CreateInMemory();

        FormatException exception = Assert.Throws<FormatException>(() => sts.Load(json));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }
}
