using RoleChaining.Testing;

namespace RoleChaining.Tool;

/// <summary><c>ca_bundle</c> and AWS_CA_BUNDLE: STS and the sign-in behind a proxy that opens TLS.</summary>
public sealed class CaBundleTests
{
    private const string Production = "arn:aws:sts::333333333333:assumed-role/ProductionRole/alice-production";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_sessions_of_whoami_and_the_check_of_each_trust_the_authority_that_profile_or_environment_names(bool byProfile)
    {
        await using Shell shell = await Shell.OpenAsync();
        await using TlsFront front = new(shell.Sts.Endpoint, shell.Home);
        shell.Variables["AWS_ENDPOINT_URL"] = front.Endpoint.ToString();
        Finished untrusted = Shell.Refused(await shell.RunAsync("whoami", "production", "--check"), 2, "name the file with its authority in AWS_CA_BUNDLE");
        Assert.DoesNotContain("Try again", untrusted.Error, StringComparison.Ordinal);
        await TrustAsync(shell, front, byProfile);
        Finished finished = await shell.RunAsync("whoami", "production", "--check");
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.Matches($@"(?m)^arn      {Production}$", finished.Output);
        Assert.Matches(@"(?m)^2 .* agrees$", finished.Output);
    }

    [Fact]
    public async Task Verify_ends_as_other_commands_do_where_STS_is_not_trusted()
    {
        await using Shell shell = await Shell.OpenAsync();
        await using TlsFront front = new(shell.Sts.Endpoint, shell.Home);
        shell.Variables["AWS_ENDPOINT_URL"] = front.Endpoint.ToString();
        Finished untrusted = await shell.RunAsync("verify", "production");
        Assert.Equal(2, untrusted.ExitCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task So_does_the_sign_in_of_console(bool byProfile)
    {
        await using Shell shell = await Shell.OpenAsync();
        await using LocalSignIn signIn = await LocalSignIn.StartAsync(shell.Sts, Token);
        await using TlsFront front = new(signIn.Endpoint, shell.Home);
        Finished untrusted = Shell.Refused(
            await shell.RunAsync("console", "production", "--print", "--signin-endpoint", front.Endpoint.ToString()), 2, "name the file with its authority in AWS_CA_BUNDLE");
        Assert.DoesNotContain("try again", untrusted.Error, StringComparison.OrdinalIgnoreCase);
        await TrustAsync(shell, front, byProfile);
        Finished finished = await shell.RunAsync("console", "production", "--print", "--signin-endpoint", front.Endpoint.ToString());
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.StartsWith($"{front.Endpoint}federation?Action=login&", finished.Output, StringComparison.Ordinal);
        Assert.Equal(Production, Assert.Single(signIn.Calls).SessionArn);
    }

    private static async Task TrustAsync(Shell shell, TlsFront front, bool byProfile)
    {
        if (byProfile)
        {
            string file = Path.Combine(shell.Home, ".aws", "config");
            string config = await File.ReadAllTextAsync(file, Token);
            await File.WriteAllTextAsync(
                file, config.Replace("[profile production]\n", $"[profile production]\nca_bundle = {front.CaBundle}\n", StringComparison.Ordinal), Token);
        }
        else
        {
            shell.Variables["AWS_CA_BUNDLE"] = front.CaBundle;
        }
    }
}
