using System.Diagnostics;
using System.Text.Json;

namespace RoleChaining.Tool;

/// <summary><c>role-chain sts</c>: a server until it is told to stop.</summary>
public sealed class StsTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    public async Task It_prints_its_endpoint_answers_and_ends_with_the_signal(int signal)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Signals are sent by libc here.");
        }

        UnixSignal.SkipIfIgnored(signal);
        await using Shell shell = await Shell.OpenAsync();
        string file = Path.Combine(shell.Home, "accounts.json");
        await File.WriteAllTextAsync(
            file,
            $$"""{ "users": [ { "account": "111111111111", "name": "bob", "accessKeyId": "AKIAIOSFODNN7EXAMPLE", "secretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" } ] }""",
            Token);
        using Process process = shell.Start("sts", "--port", "0", "--config", file);
        string line = (await process.StandardOutput.ReadLineAsync(Token))!;
        Assert.StartsWith("export AWS_ENDPOINT_URL=http://127.0.0.1:", line, StringComparison.Ordinal);
        using HttpClient http = new();
        using HttpResponseMessage response = await http.GetAsync(line.Split('=')[1], Token);
        Assert.True((int)response.StatusCode is >= 200 and < 500);
        Assert.Equal(0, UnixSignal.Send(process.Id, signal));
        Finished finished = await Shell.WaitAsync(process);
        Assert.Equal(0, finished.ExitCode);
    }

    [Fact]
    public async Task Without_accounts_of_its_own_it_has_the_demos_and_tells_the_keys_as_JSON_too()
    {
        await using Shell shell = await Shell.OpenAsync();
        using Process process = shell.Start("sts", "--json");
        using JsonDocument json = JsonDocument.Parse((await process.StandardOutput.ReadLineAsync(Token))!);
        foreach (string name in (string[])["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
        {
            shell.Variables[name] = json.RootElement.GetProperty(name).GetString();
        }

        Finished finished = await shell.RunAsync("credentials", "--format", "json", "--hop", Shell.Hub, "--hop", Shell.Production);
        Assert.StartsWith("arn:aws:sts::333333333333:assumed-role/ProductionRole/", Shell.Json(finished).GetProperty("AssumedRoleArn").GetString(), StringComparison.Ordinal);
        process.Kill();
    }

    [Theory]
    [InlineData("""{ "usres": [] }""", "usres is not a known key")]
    [InlineData("{", "is not valid JSON")]
    public async Task A_configuration_at_fault_is_told_and_nothing_is_started(string json, string error)
    {
        await using Shell shell = await Shell.OpenAsync();
        string file = Path.Combine(shell.Home, "accounts.json");
        await File.WriteAllTextAsync(file, json, Token);
        Shell.Refused(await shell.RunAsync("sts", "--config", file), 2, error);
        Shell.Refused(await shell.RunAsync("sts", "--config", "nowhere.json"), 2, "nowhere.json cannot be read");
        Shell.Refused(await shell.RunAsync("sts", "--port", "70000"), 2, "--port is 70000");
    }
}
