namespace RoleChaining.Snapshots;

/// <summary>The file of the local STS.</summary>
public sealed class LocalFileTests
{
    [Theory]
    [InlineData("aws", "")]
    [InlineData("aws-cn", """, "partition": "aws-cn" """)]
    public void Users_and_providers_are_in_the_partition_that_the_file_says(string partition, string written)
    {
        IamSnapshot snapshot = Accounts.Read($$"""
            {
              "users": [{ "account": "111111111111", "name": "people/alice"{{written}} }],
              "oidcProviders": [{ "account": "222222222222", "issuer": "https://token.example.com", "audiences": ["a"]{{written}} }]
            }
            """);

        Assert.Equal($"arn:{partition}:iam::111111111111:user/people/alice", Assert.Single(snapshot.Users).Arn);
        Assert.Null(snapshot.Users[0].Policies.Missing);
        Assert.Equal($"arn:{partition}:iam::222222222222:oidc-provider/token.example.com", Assert.Single(snapshot.OidcProviders).Arn);
    }
}
