using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Amazon.Runtime;
using RoleChaining.Testing;

namespace RoleChaining.Tool;

/// <summary>
/// A person at a shell: a home of its own, alice's keys in its files, the article's accounts on a local STS, and the built command.
/// </summary>
internal sealed class Shell : IAsyncDisposable
{
    public const string Hub = "arn:aws:iam::222222222222:role/HubRole";
    public const string Production = "arn:aws:iam::333333333333:role/ProductionRole";

    private const string Everything = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";

    /// <summary>ROLE_CHAINING_TOOL runs another build: the native one, say.</summary>
    private static readonly string? Native = Environment.GetEnvironmentVariable("ROLE_CHAINING_TOOL");

    private static readonly string Tool = typeof(Shell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RoleChainPath").Value!;

    /// <summary>The command as a shell runs it.</summary>
    public static readonly string CommandLine = Native ?? $"dotnet {Tool}";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private Shell(LocalSts sts)
    {
        Sts = sts;
        Alice = sts.AddUser("111111111111", "alice");
        sts.AddRole(Hub, Trust("arn:aws:iam::111111111111:root"), Everything, TimeSpan.FromHours(12));
        sts.AddRole(Production, Trust(Hub), Everything, TimeSpan.FromHours(12));
        Directory.CreateDirectory(Path.Combine(Home, ".aws"));
        File.WriteAllText(
            Path.Combine(Home, ".aws", "config"),
            $"""
            [profile hub]
            role_arn = {Hub}
            source_profile = default
            role_session_name = alice-hub

            [profile production]
            role_arn = {Production}
            source_profile = hub
            role_session_name = alice-production

            [profile by-process]
            credential_process = {CommandLine} credentials --format process --profile production
            """);
        ImmutableCredentials keys = Alice.Credentials.GetCredentials();
        File.WriteAllText(Path.Combine(Home, ".aws", "credentials"), $"[default]\naws_access_key_id = {keys.AccessKey}\naws_secret_access_key = {keys.SecretKey}\n");
    }

    public LocalSts Sts { get; }

    public LocalUser Alice { get; }

    public string Home { get; } = Directory.CreateTempSubdirectory().FullName;

    /// <summary>Variables of the environment that are set besides or in place of the shell's; null takes one away.</summary>
    public Dictionary<string, string?> Variables { get; } = [];

    public string CacheFolder => Path.Combine(Home, ".aws", "role-chain");

    public IEnumerable<StsCall> Assumes => Sts.Calls.Where(call => call.Action == "AssumeRole");

    public static async Task<Shell> OpenAsync() => new(await LocalSts.StartAsync(cancellationToken: Token));

    public static Finished Refused(Finished finished, int exitCode, string error)
    {
        Assert.True(finished.ExitCode == exitCode, $"exit code {finished.ExitCode}: {finished.Error}");
        Assert.Contains(error, finished.Error, StringComparison.Ordinal);
        Assert.Empty(finished.Output);
        return finished;
    }

    /// <summary>What a command printed, as JSON; the test fails with its errors.</summary>
    public static JsonElement Json(Finished finished)
    {
        Assert.True(finished.ExitCode == 0, finished.Error);
        return JsonDocument.Parse(finished.Output).RootElement;
    }

    /// <summary>Runs <c>role-chain</c>.</summary>
    public Task<Finished> RunAsync(params string[] arguments) => WaitAsync(Start(arguments));

    public Process Start(params string[] arguments) => Native is null ? StartProgram("dotnet", [Tool, .. arguments]) : StartProgram(Native, arguments);

    /// <summary>Runs another program, or skips the test where it is not installed.</summary>
    public Task<Finished> RunOrSkipAsync(string program, string missing, params string[] arguments) =>
        WaitAsync(StartOrSkip(program, missing, arguments));

    public Process StartOrSkip(string program, string missing, params string[] arguments)
    {
        try
        {
            return StartProgram(program, arguments);
        }
        catch (Win32Exception)
        {
            Assert.Skip(missing);
            throw new UnreachableException();
        }
    }

    public static async Task<Finished> WaitAsync(Process process)
    {
        using (process)
        {
            process.StandardInput.Close();
            using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
            limit.CancelAfter(TimeSpan.FromMinutes(2));
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            string errors = await error;
            await process.WaitForExitAsync(limit.Token);
            return new Finished(process.ExitCode, output, errors);
        }
    }

    /// <summary>Changes <c>~/.aws/config</c>.</summary>
    public async Task EditConfigAsync(Func<string, string> edit)
    {
        string path = Path.Combine(Home, ".aws", "config");
        await File.WriteAllTextAsync(path, edit(await File.ReadAllTextAsync(path, Token)), Token);
    }

    /// <summary>The environment that a command prints by <c>env</c>.</summary>
    public async Task<Dictionary<string, string>> EnvironmentAsync(params string[] arguments)
    {
        Finished finished = await RunAsync(arguments);
        Assert.True(finished.ExitCode == 0, finished.Error);
        return finished.Output.Split('\n').Where(line => line.Contains('=', StringComparison.Ordinal))
            .Select(line => line.Split('=', 2)).DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1]);
    }

    /// <summary>The command by its name, as a person has it.</summary>
    public async Task PutOnPathAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The command is a script on the path here, which Windows does not run.");
            return;
        }

        string folder = Path.Combine(Home, "bin");
        Directory.CreateDirectory(folder);
        string script = Path.Combine(folder, "role-chain");
        await File.WriteAllTextAsync(script, $"#!/bin/sh\nexec {Shell.CommandLine} \"$@\"\n", Token);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Variables["PATH"] = $"{folder}:{Environment.GetEnvironmentVariable("PATH")}";
    }

    public async ValueTask DisposeAsync()
    {
        await Sts.DisposeAsync();
        Directory.Delete(Home, recursive: true);
    }

    private Process StartProgram(string program, string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["HOME"] = Home;
        start.Environment["AWS_ENDPOINT_URL"] = Sts.Endpoint.ToString().TrimEnd('/');
        start.Environment["AWS_EC2_METADATA_DISABLED"] = "true";
        start.Environment["AWS_REGION"] = "eu-west-1";
        start.Environment["AWS_DEFAULT_REGION"] = "eu-west-1";
        start.Environment["ROLE_CHAIN_CACHE"] = CacheFolder;
        foreach ((string name, string? value) in Variables)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static string Trust(string principal) => $$"""
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{principal}}"},"Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]}]}
        """;
}
