using System.Diagnostics;
using RoleChaining.Testing;

namespace RoleChaining;

/// <summary>The Lambda-shaped application, compiled by Native AOT, on a local STS in another process.</summary>
[Collection(nameof(Alone))]
public sealed class NativeAotTests
{
    private const string Function = "arn:aws:iam::111111111111:role/Function";
    private const string AllowAll = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_publishes_without_warnings_has_the_right_identity_at_every_hop_and_survives_being_frozen()
    {
        Assert.SkipUnless(Thorough.IsAsked, "It takes minutes: ROLE_CHAINING_THOROUGH=1 runs it, as .ci/run does.");
        Assert.SkipUnless(OperatingSystem.IsLinux() && Exists("gcc", "clang"), "Native AOT needs a C linker here.");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("role-chaining-");
        try
        {
            await PublishAsync(folder.FullName);
            await RunAsync(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task PublishAsync(string folder)
    {
        using Process publish = Start("dotnet", ["publish", Repository.PathOf("tests/RoleChaining.LambdaApp"), "-c", "Release", "-o", folder, "--nologo"]);
        string output = await publish.StandardOutput.ReadToEndAsync(Token);
        await publish.WaitForExitAsync(Token);
        Assert.True(publish.ExitCode == 0, output);
        Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task RunAsync(string folder)
    {
        TimeSpan lifetime = TimeSpan.FromSeconds(4);
        await using LocalSts sts = await LocalSts.StartAsync(cancellationToken: Token);
        sts.SessionLifetimeCap = lifetime;
        LocalOidcProvider provider = sts.AddOidcProvider("111111111111", "https://oidc.example.com/cluster");
        sts.AddRole(Function, $$"""
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Federated":"{{provider.Arn}}"},"Action":"sts:AssumeRoleWithWebIdentity"} }
            """, AllowAll);
        sts.AddRole(LocalHost.Hub, Trust(Function), AllowAll);
        sts.AddRole(LocalHost.Production, Trust(LocalHost.Hub), AllowAll);
        string tokenFile = Path.Combine(folder, "token");
        await File.WriteAllTextAsync(tokenFile, provider.IssueToken("function"), Token);

        using Process app = Start(Path.Combine(folder, "RoleChaining.LambdaApp"), [], new()
        {
            ["AWS_WEB_IDENTITY_TOKEN_FILE"] = tokenFile,
            ["AWS_ROLE_ARN"] = Function,
            ["AWS_ROLE_SESSION_NAME"] = "function",
            ["AWS_ACCESS_KEY_ID"] = null,
            ["AWS_SECRET_ACCESS_KEY"] = null,
            ["AWS_SESSION_TOKEN"] = null,
            ["RoleChains__Production__Region"] = "eu-west-1",
            ["RoleChains__Production__StsEndpoint"] = sts.Endpoint.ToString(),
            ["RoleChains__Production__Hops__0__RoleArn"] = LocalHost.Hub,
            ["RoleChains__Production__Hops__0__SessionName"] = "lambda",
            ["RoleChains__Production__Hops__1__RoleArn"] = LocalHost.Production,
            ["RoleChains__Production__Hops__1__SessionName"] = "lambda",
            ["ServiceUrl"] = sts.Endpoint.ToString(),
            ["Aws__AuthenticationRegion"] = "eu-west-1",
            ["Aws__ForcePathStyle"] = "true",
        });
        try
        {
            string first = await ReadAsync(app);
            Assert.StartsWith("first credential after ", first, StringComparison.Ordinal);
            TestContext.Current.TestOutputHelper?.WriteLine(first);
            StsCall[] calls = [.. sts.Calls];
            Assert.Equal([Function, LocalHost.Hub, LocalHost.Production], calls.Select(call => call.RoleArn));
            Assert.Equal("arn:aws:sts::111111111111:assumed-role/Function/function", calls[1].SignerArn);
            Assert.Equal("arn:aws:sts::222222222222:assumed-role/HubRole/lambda", calls[2].SignerArn);
            Assert.Equal("warm: done as arn:aws:sts::333333333333:assumed-role/ProductionRole/lambda", await InvokeAsync(app, "warm"));
            Assert.Equal("arn:aws:sts::333333333333:assumed-role/ProductionRole/lambda", sts.Calls[^1].SignerArn);

            for (int thaw = 1; thaw <= 2; thaw++)
            {
                await SignalAsync(app, "-STOP");
                int before = sts.Calls.Count;
                await Task.Delay(lifetime * 1.5, TimeProvider.System, Token);
                Assert.Equal(before, sts.Calls.Count);
                await SignalAsync(app, "-CONT");
                Assert.Equal($"thawed {thaw}: done as arn:aws:sts::333333333333:assumed-role/ProductionRole/lambda", await InvokeAsync(app, $"thawed {thaw}"));
                Assert.All(sts.Calls.Skip(before), call => Assert.Null(call.ErrorCode)); // nothing expired was ever sent
            }

            app.StandardInput.Close();
            await app.WaitForExitAsync(Token).WaitAsync(TimeSpan.FromSeconds(10), Token);
            Assert.Equal(0, app.ExitCode);
        }
        finally
        {
            if (!app.HasExited)
            {
                app.Kill();
            }
        }
    }

    private static async Task<string> InvokeAsync(Process app, string invocation)
    {
        await app.StandardInput.WriteLineAsync(invocation);
        await app.StandardInput.FlushAsync(Token);
        return await ReadAsync(app);
    }

    private static async Task<string> ReadAsync(Process app) =>
        await app.StandardOutput.ReadLineAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token) ?? await app.StandardError.ReadToEndAsync(Token);

    private static async Task SignalAsync(Process app, string signal)
    {
        using Process kill = Start("kill", [signal, app.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(Token);
        Assert.Equal(0, kill.ExitCode);
    }

    private static Process Start(string program, string[] arguments, Dictionary<string, string?>? environment = null)
    {
        ProcessStartInfo info = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string? value) in environment ?? [])
        {
            info.Environment[name] = value;
        }

        return Process.Start(info)!;
    }

    private static bool Exists(params string[] programs) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => programs.Any(program => File.Exists(Path.Combine(folder, program))));

    private static string Trust(string principal) => $$"""
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"{{principal}}"},"Action":"sts:AssumeRole"} }
        """;
}
