using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace RoleChaining.Tool;

/// <summary>
/// Chains that begin with IAM Identity Center, by an <c>sso-session</c> and in the older form: from the token that <c>aws sso login</c>
/// left behind to the last role. In processes of their own, since the SDK keeps tokens for the whole process.
/// </summary>
public sealed class SsoTests : IAsyncDisposable
{
    private const string Admin = "arn:aws:iam::777777777777:role/AWSReservedSSO_Admin_0123456789abcdef";
    private const string AdminSession = "arn:aws:sts::777777777777:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice";
    private const string Next = "arn:aws:iam::888888888888:role/Next";
    private const string Last = "arn:aws:iam::999999999999:role/Last";
    private const string Session = "work";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private Shell _shell = null!;
    private SsoPortal _portal = null!;

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _shell.DisposeAsync();
    }

    [Theory]
    [InlineData("sso")]
    [InlineData("old-sso")]
    public async Task A_chain_from_a_signed_in_profile_is_walked_to_its_end(string source)
    {
        await OpenAsync(source);
        await LogInAsync(source, TimeSpan.FromHours(8));
        JsonElement json = Shell.Json(await _shell.RunAsync("credentials", "--format", "json", "--profile", "last"));
        Assert.Equal("arn:aws:sts::999999999999:assumed-role/Last/alice-last", json.GetProperty("AssumedRoleArn").GetString());
        Assert.Equal(["GetRoleCredentials 777777777777 Admin"], _portal.Calls);
        Assert.Equal(
            [(AdminSession, Next), ("arn:aws:sts::888888888888:assumed-role/Next/alice-next", Last)],
            Chained.Select(call => (call.SignerArn, call.RoleArn)));

        // The second run has both sessions from the first and asks nobody.
        Shell.Json(await _shell.RunAsync("credentials", "--profile", "last"));
        Assert.Single(_portal.Calls);
        Assert.Equal(2, Chained.Count());

        // Somebody else signs in, and gets no session of the first person.
        _portal.AccessToken = "access-of-another";
        await LogInAsync(source, TimeSpan.FromHours(8));
        Shell.Json(await _shell.RunAsync("credentials", "--profile", "last"));
        Assert.Equal(2, _portal.Calls.Count);
        Assert.Equal(4, Chained.Count());
    }

    [Theory]
    [InlineData("sso")]
    [InlineData("old-sso")]
    public async Task A_signed_in_profile_can_be_used_as_it_is(string source)
    {
        await OpenAsync(source);
        await LogInAsync(source, TimeSpan.FromHours(8));
        JsonElement json = Shell.Json(await _shell.RunAsync("credentials", "--profile", source));
        Assert.StartsWith("ASIA", json.GetProperty("AccessKeyId").GetString(), StringComparison.Ordinal);
        Shell.Json(await _shell.RunAsync("credentials", "--source-profile", source, "--hop", Next));
        Assert.Equal([AdminSession], Chained.Select(call => call.SignerArn));
    }

    [Fact]
    public async Task A_token_that_is_about_to_expire_is_traded_for_the_next_one_and_that_is_kept()
    {
        await OpenAsync("sso");
        await LogInAsync("sso", TimeSpan.FromMinutes(2));
        Shell.Json(await _shell.RunAsync("credentials", "--no-cache", "--profile", "last"));
        Assert.Equal(["CreateToken refresh_token", "GetRoleCredentials 777777777777 Admin"], _portal.Calls);
        Assert.Equal("access-2", (string?)JsonNode.Parse(await File.ReadAllTextAsync(TokenFile("sso"), Token))!["accessToken"]);

        Shell.Json(await _shell.RunAsync("credentials", "--no-cache", "--profile", "last"));
        Assert.Equal(["GetRoleCredentials 777777777777 Admin"], _portal.Calls.Skip(2));
    }

    [Theory]
    [InlineData("sso", "missing")]
    [InlineData("sso", "damaged")]
    [InlineData("sso", "expired")]
    [InlineData("sso", "revoked")]
    [InlineData("old-sso", "missing")]
    [InlineData("old-sso", "expired")]
    [InlineData("old-sso", "revoked")]
    public async Task Who_is_not_signed_in_is_told_how_to(string source, string token)
    {
        await OpenAsync(source);
        await LogInAsync(source, token == "expired" ? TimeSpan.FromMinutes(-1) : TimeSpan.FromHours(8));
        _portal.AccessToken = _portal.RefreshToken = "another-1";
        switch (token)
        {
            case "missing":
                File.Delete(TokenFile(source));
                break;
            case "damaged":
                await File.WriteAllTextAsync(TokenFile(source), "{ \"accessToken\"", Token);
                break;
        }

        string[][] chains = [["--profile", "last"], ["--source-profile", source, "--hop", Next]];
        foreach (string[] chain in chains)
        {
            Finished finished = await _shell.RunAsync(["credentials", .. chain]);
            Shell.Refused(finished, 2, $"sign in with: aws sso login --profile {source})");
            Assert.DoesNotContain("access-1", finished.Error, StringComparison.Ordinal);
        }

        Assert.Equal(2, (await _shell.RunAsync("verify", "--profile", "last")).ExitCode);
        Assert.Empty(Chained);
    }

    [Fact]
    public async Task A_role_that_the_user_does_not_have_is_told_and_signing_in_again_is_not_advised()
    {
        await OpenAsync("sso", role: "Owner");
        await LogInAsync("sso", TimeSpan.FromHours(8));
        Finished finished = await _shell.RunAsync("credentials", "--profile", "last");
        Shell.Refused(finished, 2, "line 9, profile \"sso\": sso_role_name is \"Owner\", which the user does not have in account 777777777777");
        Assert.DoesNotContain("aws sso login", finished.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_portal_that_is_out_of_reach_may_be_back_later()
    {
        await OpenAsync("sso");
        await LogInAsync("sso", TimeSpan.FromHours(8));
        _shell.Variables["AWS_ENDPOINT_URL_SSO"] = "http://127.0.0.1:1";
        Finished finished = await _shell.RunAsync("credentials", "--profile", "last");
        Assert.Equal(3, finished.ExitCode);
        Assert.DoesNotContain("aws sso login", finished.Error, StringComparison.Ordinal);
    }

    private IEnumerable<Testing.StsCall> Chained => _shell.Assumes.Where(call => call.RoleArn != Admin);

    /// <summary>The profiles next and last, which lead to the source.</summary>
    private async Task OpenAsync(string source, string role = "Admin")
    {
        _shell = await Shell.OpenAsync();
        _shell.Sts.AddRole(Admin, Trust("arn:aws:iam::111111111111:root"), Everything);
        _shell.Sts.AddRole(Next, Trust(Admin), Everything);
        _shell.Sts.AddRole(Last, Trust(Next), Everything);
        _portal = await SsoPortal.StartAsync(IssueAsync);
        _shell.Variables["AWS_ENDPOINT_URL_SSO"] = _shell.Variables["AWS_ENDPOINT_URL_SSO_OIDC"] = _portal.Address;
        await File.WriteAllTextAsync(
            Path.Combine(_shell.Home, ".aws", "config"),
            $"""
            [sso-session {Session}]
            sso_start_url = {SsoPortal.StartUrl}
            sso_region = eu-west-1
            sso_registration_scopes = sso:account:access

            [profile sso]
            sso_session = {Session}
            sso_account_id = 777777777777
            sso_role_name = {role}

            [profile old-sso]
            sso_start_url = {SsoPortal.StartUrl}
            sso_region = eu-west-1
            sso_account_id = 777777777777
            sso_role_name = {role}

            [profile next]
            role_arn = {Next}
            source_profile = {source}
            role_session_name = alice-next

            [profile last]
            role_arn = {Last}
            source_profile = next
            role_session_name = alice-last
            """,
            Token);
    }

    /// <summary>What <c>aws sso login</c> leaves behind; only that of a session can be refreshed.</summary>
    private async Task LogInAsync(string source, TimeSpan lifetime)
    {
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        JsonObject token = new()
        {
            ["startUrl"] = SsoPortal.StartUrl, ["region"] = "eu-west-1", ["accessToken"] = _portal.AccessToken, ["expiresAt"] = Text(now + lifetime),
        };
        if (source == "sso")
        {
            (token["clientId"], token["clientSecret"], token["refreshToken"]) = ("client", "secret", _portal.RefreshToken);
            token["registrationExpiresAt"] = Text(now.AddDays(30));
        }

        Directory.CreateDirectory(Path.GetDirectoryName(TokenFile(source))!);
        await File.WriteAllTextAsync(TokenFile(source), token.ToJsonString(), Token);
    }

    private string TokenFile(string source)
    {
        byte[] name = Encoding.UTF8.GetBytes(source == "sso" ? Session : SsoPortal.StartUrl);
#pragma warning disable CA5350 // The file's name, as the CLI and the SDKs make it.
        return Path.Combine(_shell.Home, ".aws", "sso", "cache", $"{Convert.ToHexStringLower(SHA1.HashData(name))}.json");
#pragma warning restore CA5350
    }

    /// <summary>Identity Center assumes the permission set's role; here alice's keys do.</summary>
    private async Task<(string KeyId, string Secret, string Token, DateTimeOffset ExpiresAt)> IssueAsync()
    {
        AmazonSecurityTokenServiceConfig config = new();
        _shell.Sts.Configure(config);
        using AmazonSecurityTokenServiceClient sts = new(_shell.Alice.Credentials, config);
        Credentials issued = (await sts.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = Admin, RoleSessionName = "alice" }, Token)).Credentials;
        return (issued.AccessKeyId, issued.SecretAccessKey, issued.SessionToken, new DateTimeOffset(issued.Expiration!.Value.ToUniversalTime()));
    }

    private const string Everything = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";

    private static string Text(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Trust(string principal) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{principal}}"},"Action":"sts:AssumeRole"}]}""";
}
