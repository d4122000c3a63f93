using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using RoleChaining.Profiles;

namespace RoleChaining.Sources;

/// <summary>Who the credentials of a source belong to, when somebody signs in as another person meanwhile.</summary>
[Collection(Alone.Name)]
public sealed class SourceIdentityTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("alice", "alice", "alice")]
    [InlineData("alice", "bob", "AKIDALICE")]
    [InlineData(null, "bob", "AKIDALICE")]
    [InlineData("alice", null, "AKIDALICE")]
    [InlineData(null, null, "AKIDALICE")]
    public async Task Credentials_are_those_of_the_identity_that_was_the_same_before_and_after_they_were_read(
        string? before, string? after, string expected)
    {
        CredentialsIssuer issuer = new(new Changing(before, after), TimeSpan.FromSeconds(30), TimeProvider.System);
        Assert.Equal(expected, (await issuer.IssueAsync(background: false, TimeSpan.Zero, async: true, Token)).Origin);
    }

    [Fact]
    public void Credentials_of_a_sign_in_are_not_kept_for_the_next_one()
    {
        string home = Directory.CreateTempSubdirectory().FullName;
        using Variables variables = new();
        variables["HOME"] = home;
        try
        {
            ProfileErrors errors = new();
            ProfileFiles files = ProfileFiles.Parse(
                """
                [profile sso]
                sso_session = corp
                sso_account_id = 222222222222
                sso_role_name = Admin

                [sso-session corp]
                sso_start_url = https://example.awsapps.com/start
                sso_region = us-east-1
                """,
                "",
                errors);
            ProfileCredentialSettings keys = ProfileChain.Follow("sso", files, errors).Keys!;
            KeptCredentials kept = new(TimeProvider.System, NullLogger.Instance);
            SignIn(home, "token of alice");
            AWSCredentials alice = kept.Get(keys);
            Assert.Same(alice, kept.Get(keys));
            SignIn(home, "token of bob");
            Assert.NotSame(alice, kept.Get(keys));

            SignIn(home, "");
            Assert.Null(keys.FindIdentity());
            File.WriteAllText(FileOf(home), "{");
            Assert.Null(keys.FindIdentity());
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static void SignIn(string home, string token)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FileOf(home))!);
        File.WriteAllText(FileOf(home), $$"""{"accessToken":"{{token}}"}""");
    }

#pragma warning disable CA5350 // The file's name, as the AWS CLI makes it.
    private static string FileOf(string home) => Path.Combine(
        home, ".aws", "sso", "cache", $"{Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes("corp")))}.json");
#pragma warning restore CA5350

    /// <summary>A source whose identity is another one when it is asked again.</summary>
    private sealed class Changing(params string?[] identities) : ICredentialsSource
    {
        private int _asked;

        public string Description => "a source";

        public AWSCredentials? Known => null;

        public string? FindIdentity() => identities[_asked++];

        public AWSCredentials Find() => new BasicAWSCredentials("AKIDALICE", "secret");
    }
}
