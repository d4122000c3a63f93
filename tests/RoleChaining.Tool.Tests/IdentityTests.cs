using System.Diagnostics;
using System.Globalization;
using RoleChaining.Testing;

namespace RoleChaining.Tool;

/// <summary>Whose identity is used and which STS is asked, whatever files and environment hold besides.</summary>
public sealed class IdentityTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("[profile hub] # of the hub")]
    [InlineData("[profile hub]\noutput: json")]
    [InlineData("[profile hub]\ndescription = one\n  two\n  three")]
    [InlineData("[profile hub]\ns3 =\n  max_concurrent_requests = 20")]
    public async Task What_the_AWS_SDK_cannot_read_the_command_can(string header)
    {
        await using Shell shell = await Shell.OpenAsync();
        await EditAsync(shell, config => config.Replace("[profile hub]", header, StringComparison.Ordinal));
        Assert.Equal(0, (await shell.RunAsync("credentials", "production", "--no-cache")).ExitCode);
        Assert.Equal(0, (await shell.RunAsync("credentials", "--hop", Shell.Hub, "--no-cache")).ExitCode);
        Assert.Equal(3, shell.Assumes.Count());
    }

    [Theory]
    [InlineData("credentials production")]
    [InlineData("credentials --hop arn:aws:iam::222222222222:role/HubRole --source-profile keys")]
    public async Task Only_the_STS_of_the_profile_in_use_is_asked(string arguments)
    {
        await using Shell shell = await Shell.OpenAsync();
        await using LocalSts others = await LocalSts.StartAsync(cancellationToken: Token);
        string keys = await File.ReadAllTextAsync(Path.Combine(shell.Home, ".aws", "credentials"), Token);
        await EditAsync(shell, config => $"""
            {config.Replace("[profile production]", $"[profile production]\nendpoint_url = {shell.Sts.Endpoint}", StringComparison.Ordinal)}

            [profile keys]
            {keys.Replace("[default]", "", StringComparison.Ordinal)}
            services = here

            [services here]
            sts =
              endpoint_url = {shell.Sts.Endpoint}

            [default]
            endpoint_url = {others.Endpoint}
            """);
        shell.Variables["AWS_ENDPOINT_URL"] = null;
        Finished finished = await shell.RunAsync([.. arguments.Split(' '), "--no-cache"]);
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.NotEmpty(shell.Assumes);
        Assert.Empty(others.Calls);
    }

    [Fact]
    public async Task The_profile_of_the_environment_signs_for_hops_by_its_old_name_too()
    {
        await using Shell shell = await Shell.OpenAsync();
        shell.Variables["AWS_DEFAULT_PROFILE"] = "hub";
        Finished finished = await shell.RunAsync("credentials", "--hop", Shell.Production);
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.Equal("arn:aws:sts::222222222222:assumed-role/HubRole/alice-hub", shell.Assumes.Last().SignerArn);
    }

    [Fact]
    public async Task The_token_of_the_environment_signs_by_its_old_name_too()
    {
        await using Shell shell = await Shell.OpenAsync();
        System.Text.Json.JsonElement hub = Shell.Json(await shell.RunAsync("credentials", "hub"));
        shell.Variables["AWS_ACCESS_KEY_ID"] = hub.GetProperty("AccessKeyId").GetString();
        shell.Variables["AWS_SECRET_ACCESS_KEY"] = hub.GetProperty("SecretAccessKey").GetString();
        shell.Variables["AWS_SECURITY_TOKEN"] = hub.GetProperty("SessionToken").GetString();
        Finished finished = await shell.RunAsync("credentials", "--hop", Shell.Production);
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.Equal("arn:aws:sts::222222222222:assumed-role/HubRole/alice-hub", shell.Assumes.Last().SignerArn);
    }

    [Fact]
    public async Task Half_a_pair_of_keys_is_refused_and_no_profile_taken_for_it()
    {
        await using Shell shell = await Shell.OpenAsync();
        shell.Variables["AWS_ACCESS_KEY_ID"] = "AKIAHALF";
        Shell.Refused(await shell.RunAsync("credentials", "--hop", Shell.Hub), 2, "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not");
        Assert.Empty(shell.Sts.Calls);
    }

    [Theory]
    [InlineData("credentials --hop {0} --source-profile slow", 15, 143)]
    [InlineData("credentials --hop {0} --source-profile slow", 1, 129)]
    [InlineData("exec --hop {0} --source-profile slow -- true", 15, 143)]
    [InlineData("exec --hop {0} --source-profile slow -- true", 2, 130)]
    [InlineData("exec --hop {0} --source-profile slow -- true", 1, 129)]
    public async Task A_credential_process_sees_the_users_own_files_and_ends_with_the_command(string command, int signal, int exitCode)
    {
        UnixSignal.SkipIfIgnored(signal);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The process of this test is looked for in /proc.");
        await using Shell shell = await Shell.OpenAsync();
        string seen = Path.Combine(shell.Home, "seen");
        await EditAsync(shell, config => $"{config}\n[profile slow]\ncredential_process = sh -c 'echo $$ $AWS_CONFIG_FILE >{seen}.new; mv {seen}.new {seen}; exec sleep 1000'\n");
        using Process process = shell.Start(string.Format(CultureInfo.InvariantCulture, command, Shell.Hub).Split(' '));
        string[] words = (await ReadWhenThereAsync(seen)).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Single(words); // AWS_CONFIG_FILE is as it was: not set
        _ = UnixSignal.Send(process.Id, signal);
        await process.WaitForExitAsync(Token);
        Assert.Equal(exitCode, process.ExitCode);
        long start = Stopwatch.GetTimestamp();
        while (Directory.Exists($"/proc/{words[0]}"))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10), "it lives on");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }
    }

    [Fact]
    public async Task While_a_credential_process_is_slow_the_user_is_told_so()
    {
        await using Shell shell = await Shell.OpenAsync();
        await EditAsync(shell, config => $"{config}\n[profile slow]\ncredential_process = sh -c 'sleep 1000'\n");
        using Process process = shell.Start("credentials", "--hop", Shell.Hub, "--source-profile", "slow");
        string? told = await process.StandardError.ReadLineAsync(Token);
        process.Kill(entireProcessTree: true);
        Assert.Equal("role-chain: warning: The credential_process of profile slow has not answered for 5 s; it has 60 s.", told);
    }

    private static async Task<string> ReadWhenThereAsync(string file)
    {
        while (!File.Exists(file))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }

        return await File.ReadAllTextAsync(file, Token);
    }

    private static async Task EditAsync(Shell shell, Func<string, string> edit)
    {
        string path = Path.Combine(shell.Home, ".aws", "config");
        await File.WriteAllTextAsync(path, edit(await File.ReadAllTextAsync(path, Token)), Token);
    }
}
