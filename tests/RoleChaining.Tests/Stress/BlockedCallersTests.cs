using System.Diagnostics;
using System.Runtime.InteropServices;
using Amazon.Runtime;
using RoleChaining.Chains;
using RoleChaining.Testing;

namespace RoleChaining.Stress;

/// <summary>
/// Callers that block must not starve the thread pool that their own refresh may need. The test runs itself in another process, whose
/// pool is theirs alone; the STS that they call stays in this one.
/// </summary>
public sealed class BlockedCallersTests
{
    private const string Variable = "ROLE_CHAINING_BLOCKED_CALLERS";

    /// <summary>It took 47 s before; half a second is usual.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_blocked_callers_of_a_cold_chain_all_get_its_session_soon()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } there)
        {
            await BlockAsync(there.Split(' '));
            return;
        }

        await using World world = await World.OnLoopbackAsync();
        world.Sts.AddFault(StsFault.Latency(TimeSpan.FromMilliseconds(100)));
        ImmutableCredentials alice = world.Alice.Credentials.GetCredentials();
        string assembly = Path.Combine(AppContext.BaseDirectory, "RoleChaining.Tests.dll");
        ProcessStartInfo start = new(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"))
        {
            ArgumentList =
            {
                assembly, "-method",
                $"{typeof(BlockedCallersTests).FullName}.{nameof(Two_hundred_blocked_callers_of_a_cold_chain_all_get_its_session_soon)}",
            },
            Environment = { [Variable] = string.Join(' ', [world.Sts.Endpoint.ToString(), alice.AccessKey, alice.SecretKey, .. world.Roles]) },
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.True(output.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", StringComparison.Ordinal), output);

        // Three cold chains of two hops: nobody has asked for anything twice.
        Assert.Equal(3 * 2, world.Assumes.Count());
    }

    private static async Task BlockAsync(string[] there)
    {
        // Nobody but they, from the first connection on.
        await AllGetItAsync(Cold(there), blocked: 200, asynchronous: 0);

        // While an asynchronous caller's refresh is under way.
        using ChainedAWSCredentials cold = Cold(there);
        Task<ImmutableCredentials> first = cold.GetCredentialsAsync(Token);
        Assert.True(cold.Status.Final.IsRefreshing);
        await AllGetItAsync(cold, blocked: 200, asynchronous: 0);
        await first.WaitAsync(Limit, Token);

        // Both kinds, in turn.
        await AllGetItAsync(Cold(there), blocked: 100, asynchronous: 100);
    }

    private static async Task AllGetItAsync(ChainedAWSCredentials chain, int blocked, int asynchronous)
    {
        List<Task<ImmutableCredentials>> callers = [];
        for (int caller = 0; caller < Math.Max(blocked, asynchronous); caller++)
        {
            if (caller < blocked)
            {
                callers.Add(Task.Run(chain.GetCredentials, Token));
            }

            if (caller < asynchronous)
            {
                callers.Add(Task.Run(() => chain.GetCredentialsAsync(Token), Token));
            }
        }

        ImmutableCredentials[] read = await Task.WhenAll(callers).WaitAsync(Limit, Token);
        Assert.Single(read.Select(credentials => credentials.AccessKey).Distinct());
    }

    /// <summary>With an STS client, and so connections, of its own.</summary>
    private static ChainedAWSCredentials Cold(string[] there)
    {
        RoleChainBuilder builder = new RoleChainBuilder()
            .WithSource(new BasicAWSCredentials(there[1], there[2]))
            .WithStsClientConfig(config => (config.ServiceURL, config.AuthenticationRegion) = (there[0], "us-east-1"));
        foreach (string role in there.Skip(3))
        {
            builder.AssumeRole(role);
        }

        return builder.Build();
    }
}
