using System.Diagnostics;
using System.Net;
using RoleChaining.Testing;

namespace RoleChaining.Tool;

/// <summary><c>role-chain exec</c>: what the command sees, gets and ends with.</summary>
public sealed class ExecTests
{
    private const string NoCli = "The AWS CLI is not installed (pip install awscli): exec is not checked with it here.";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_AWS_CLI_works_inside_through_two_expiries()
    {
        await using Shell shell = await Shell.OpenAsync();
        await shell.RunOrSkipAsync("aws", NoCli, "--version");
        shell.Sts.SessionLifetimeCap = TimeSpan.FromSeconds(3);
        Finished finished = await shell.RunAsync(
            "exec", "--profile", "production", "--", "sh", "-c",
            "end=$(($(date +%s) + 8)); n=0; while [ $n -lt 4 ] || [ $(date +%s) -lt $end ]; do aws s3 ls || exit 9; n=$((n + 1)); done");
        Assert.True(finished.ExitCode == 0, finished.Error);
        StsCall[] lists = [.. shell.Sts.Calls.Where(call => call.Action == "ListBuckets")];
        Assert.All(lists, call => Assert.Equal(("arn:aws:sts::333333333333:assumed-role/ProductionRole/alice-production", 200), (call.SignerArn, call.StatusCode)));
        Assert.True(lists.Select(call => call.SignerAccessKeyId).Distinct().Count() >= 3);
    }

    [Fact]
    public async Task The_command_finds_no_other_identity_in_its_environment()
    {
        Unix();
        await using Shell shell = await Shell.OpenAsync();
        string[] others = ["AWS_ACCESS_KEY", "AWS_SECRET_KEY", "AWS_CREDENTIAL_FILE", "AWS_SECURITY_TOKEN", "AWS_DEFAULT_PROFILE", "AWS_SESSION_EXPIRATION"];
        foreach (string name in others)
        {
            shell.Variables[name] = "someone-elses";
        }

        Finished finished = await shell.RunAsync("exec", "--profile", "production", "--", "env");
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.DoesNotContain("someone-elses", finished.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_key_is_in_the_commands_arguments_or_environment()
    {
        Unix();
        await using Shell shell = await Shell.OpenAsync();
        Finished finished = await shell.RunAsync("exec", "--profile", "production", "--", "sh", "-c", "env; cat $AWS_CONFIG_FILE $AWS_SHARED_CREDENTIALS_FILE; echo \"$@\"");
        Assert.Contains("AWS_CONTAINER_CREDENTIALS_FULL_URI=http://127.0.0.1:", finished.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("AWS_ACCESS_KEY_ID", finished.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("AWS_PROFILE", finished.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ASIA", finished.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(shell.Alice.AccessKeyId, finished.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_endpoint_answers_only_who_knows_the_token()
    {
        Unix();
        await using Shell shell = await Shell.OpenAsync();
        using Process process = shell.Start("exec", "--profile", "production", "--", "sh", "-c", "echo $AWS_CONTAINER_CREDENTIALS_FULL_URI; echo $AWS_CONTAINER_AUTHORIZATION_TOKEN; read line");
        string address = (await process.StandardOutput.ReadLineAsync(Token))!;
        string token = (await process.StandardOutput.ReadLineAsync(Token))!;
        using HttpClient http = new();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, address, token));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(http, address, token: null));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(http, address, token[..^1]));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http, $"{address}/more", token));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(http, address, token, host: "evil.example"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, address, token, host: "localhost"));
        await process.StandardInput.WriteLineAsync();
        await process.WaitForExitAsync(Token);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => StatusAsync(http, address, token));
    }

    [Fact]
    public async Task The_commands_exit_code_and_streams_are_passed_on()
    {
        Unix();
        await using Shell shell = await Shell.OpenAsync();
        using Process process = shell.Start("exec", "--profile", "production", "--", "sh", "-c", "cat; echo bad >&2; exit 7");
        await process.StandardInput.WriteAsync("in");
        Finished finished = await Shell.WaitAsync(process);
        Assert.Equal(new Finished(7, "in", "bad\n"), finished);
    }

    [Theory]
    [InlineData(15, "TERM")]
    [InlineData(1, "HUP")]
    [InlineData(2, "INT")]
    public async Task Signals_reach_the_command(int number, string name)
    {
        Unix();
        UnixSignal.SkipIfIgnored(number);
        await using Shell shell = await Shell.OpenAsync();
        using Process process = shell.Start("exec", "--profile", "production", "--", "sh", "-c", $"trap 'echo got {name}; exit 3' {name}; echo ready; while :; do sleep 0.05; done");
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync(Token));
        Assert.Equal(0, UnixSignal.Send(process.Id, number));
        Assert.Equal(new Finished(3, $"got {name}\n", ""), await Shell.WaitAsync(process));
    }

    [Fact]
    public async Task A_command_that_a_signal_ends_is_told_by_the_exit_code()
    {
        Unix();
        await using Shell shell = await Shell.OpenAsync();
        Assert.Equal(128 + 9, (await shell.RunAsync("exec", "--profile", "production", "--", "sh", "-c", "kill -9 $$")).ExitCode);
    }

    [Fact]
    public async Task What_cannot_be_run_is_said()
    {
        await using Shell shell = await Shell.OpenAsync();
        Shell.Refused(await shell.RunAsync("exec", "--profile", "production", "--", "no-such-command"), 127, "no-such-command was not found");
        Shell.Refused(await shell.RunAsync("exec", "--profile", "production", "--", shell.Home), 126, $"{shell.Home} cannot be run: ");
        Shell.Refused(await shell.RunAsync("exec", "--hop", Shell.Production, "--", "true"), 1, "STS denied");
    }

    private static void Unix()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The command of this test is a POSIX shell's.");
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string address, string? token, string? host = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, address);
        request.Headers.Host = host;
        request.Headers.TryAddWithoutValidation("Authorization", token);
        using HttpResponseMessage response = await http.SendAsync(request, Token);
        return response.StatusCode;
    }
}
