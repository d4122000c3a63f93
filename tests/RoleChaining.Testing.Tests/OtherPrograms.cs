using System.ComponentModel;
using System.Diagnostics;

namespace RoleChaining.Testing;

/// <summary>A local STS on a port, alice's keys in the environment, and the programs of others that find it there.</summary>
internal sealed class OtherPrograms : IAsyncDisposable
{
    public const string AliceKey = "AKIAALICEALICEALICEA";
    public const string ControlToken = "control-token-of-the-tests";

    private OtherPrograms(LocalSts sts, string folder)
    {
        Sts = sts;
        Folder = folder;
    }

    public LocalSts Sts { get; }

    public string Folder { get; }

    /// <summary>Variables that are set besides the usual ones, or in their place.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Starts, or skips the test where the check fails: the program is not on this machine.</summary>
    public static async Task<OtherPrograms> StartAsync(string what, string program, params string[] check)
    {
        string folder = Directory.CreateTempSubdirectory("local-sts-").FullName;
        LocalSts sts = await LocalSts.StartAsync(options => options.ControlToken = ControlToken, The.Cancellation);
        OtherPrograms programs = new(sts, folder);
        if (program == "node")
        {
            programs.Variables["NODE_PATH"] = await NodePathAsync(programs);
        }

        if (!await programs.SucceedsAsync(program, check))
        {
            await programs.DisposeAsync();
            Assert.Skip($"{what} is not on this machine.");
        }

        sts.AddUser(The.Home, "alice", AliceKey, "alice-secret");
        sts.AddRole(The.Hub, Some.Trust(The.Home), The.MayAssumeAnything);
        sts.AddRole(The.Production, Some.Trust(The.Hub), The.MayDoAnything);
        LocalOidcProvider provider = sts.AddOidcProvider(The.HubAccount, "https://token.example.com");
        sts.AddRole(
            "arn:aws:iam::222222222222:role/Build",
            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Federated\":\"" + provider.Arn
                + "\"},\"Action\":\"sts:AssumeRoleWithWebIdentity\"}}");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "config"),
            $"""
            [profile hub]
            role_arn = {The.Hub}
            credential_source = Environment
            [profile production]
            role_arn = {The.Production}
            source_profile = hub
            """,
            The.Cancellation);
        return programs;
    }

    /// <summary>What the program prints.</summary>
    public async Task<string> RunAsync(string program, string[] arguments, IReadOnlyDictionary<string, string>? environment = null, bool fails = false)
    {
        (int exitCode, string printed) = await StartAndWaitAsync(program, arguments, environment);
        Assert.True(fails != (exitCode == 0), $"{program} {string.Join(' ', arguments)}: {printed}");
        return printed;
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        await Sts.DisposeAsync();
    }

    // Where a package is that was installed for all: npm install -g @aws-sdk/client-sts.
    private static async Task<string> NodePathAsync(OtherPrograms programs)
    {
        if (Environment.GetEnvironmentVariable("NODE_PATH") is { Length: > 0 } path)
        {
            return path;
        }

        try
        {
            (_, string printed) = await programs.StartAndWaitAsync("npm", ["root", "-g"], null);
            return printed.Trim();
        }
        catch (Win32Exception)
        {
            return string.Empty;
        }
    }

    private async Task<bool> SucceedsAsync(string program, string[] arguments)
    {
        try
        {
            return (await StartAndWaitAsync(program, arguments, null)).ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private async Task<(int ExitCode, string Printed)> StartAndWaitAsync(
        string program, string[] arguments, IReadOnlyDictionary<string, string>? environment)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Folder,
        };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("AWS_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        Dictionary<string, string> variables = new()
        {
            ["AWS_ACCESS_KEY_ID"] = AliceKey,
            ["AWS_SECRET_ACCESS_KEY"] = "alice-secret",
            ["AWS_ENDPOINT_URL"] = Sts.Endpoint.ToString().TrimEnd('/'),
            ["AWS_REGION"] = "eu-west-1",
            ["AWS_DEFAULT_REGION"] = "eu-west-1",
            ["AWS_CONFIG_FILE"] = Path.Combine(Folder, "config"),
            ["AWS_SHARED_CREDENTIALS_FILE"] = Path.Combine(Folder, "none"),
            ["ROLE_CHAINING_CONTROL_URL"] = Sts.ControlEndpoint!.ToString().TrimEnd('/'),
            ["ROLE_CHAINING_CONTROL_TOKEN"] = ControlToken,
            // The CLI keeps the sessions of profiles under the home folder, from one run to the next.
            ["HOME"] = Folder,
            ["AWS_PAGER"] = string.Empty,
            ["PYTHONIOENCODING"] = "utf-8",
            ["NO_PROXY"] = "127.0.0.1",
        };
        foreach ((string name, string value) in variables.Concat(Variables).Concat(environment ?? new Dictionary<string, string>()))
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(The.Cancellation);
        Task<string> error = process.StandardError.ReadToEndAsync(The.Cancellation);
        await process.WaitForExitAsync(The.Cancellation);
        return (process.ExitCode, await output + await error);
    }
}
