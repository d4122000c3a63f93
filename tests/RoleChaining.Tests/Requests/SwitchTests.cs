using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Amazon.S3;
using RoleChaining.Chains;

namespace RoleChaining.Requests;

/// <summary>The switch is read once per process: the test runs itself in another one, where it is on.</summary>
public sealed class SwitchTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_switch_leaves_clients_as_the_SDK_made_them()
    {
        if (AppContext.TryGetSwitch(RequestHandlers.DisablingSwitch, out bool isOn) && isOn)
        {
            await TryAsync();
            return;
        }

        string assembly = Path.Combine(AppContext.BaseDirectory, "RoleChaining.Tests.dll");
        JsonNode config = JsonNode.Parse(await File.ReadAllTextAsync(Path.ChangeExtension(assembly, ".runtimeconfig.json"), Token))!;
        config["runtimeOptions"]!["configProperties"]![RequestHandlers.DisablingSwitch] = true;
        string configFile = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.runtimeconfig.json");
        try
        {
            await File.WriteAllTextAsync(configFile, config.ToJsonString(), Token);
            ProcessStartInfo start = new(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"))
            {
                ArgumentList =
                {
                    "exec", "--runtimeconfig", configFile, "--depsfile", Path.ChangeExtension(assembly, ".deps.json"), assembly,
                    "-method", $"{typeof(SwitchTests).FullName}.{nameof(The_switch_leaves_clients_as_the_SDK_made_them)}",
                },
                RedirectStandardOutput = true,
            };
            using Process process = Process.Start(start)!;
            string output = await process.StandardOutput.ReadToEndAsync(Token);
            await process.WaitForExitAsync(Token);
            Assert.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(configFile);
        }
    }

    private static async Task TryAsync()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = world.Chain().Build();
        Assert.False(RequestHandlers.Register());

        StubService service = new();
        HashSet<(string?, string?)> sessions = [];
        void Swap()
        {
            chain.Invalidate();
            sessions.Add((chain.GetCredentials().AccessKey, chain.GetCredentials().Token));
        }

        using (AmazonS3Client torn = new(chain, service.Config<AmazonS3Config>(config => config.TelemetryProvider = new SpanObserver(Swap))))
        {
            await torn.DeleteObjectAsync("bucket", "key", Token);
        }

        Assert.DoesNotContain(Assert.Single(service.Sent).Signer, sessions);

        service.Answer = (_, _) => StubService.S3Error(HttpStatusCode.BadRequest, "ExpiredToken");
        using AmazonS3Client s3 = new(chain, service.Config<AmazonS3Config>());
        await Assert.ThrowsAsync<AmazonS3Exception>(() => s3.DeleteObjectAsync("bucket", "key", Token));
        Assert.Equal(2, service.Sent.Count);
    }
}
