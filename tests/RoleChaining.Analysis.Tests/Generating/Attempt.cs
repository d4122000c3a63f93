using Microsoft.Extensions.Time.Testing;
using RoleChaining.Testing;

namespace RoleChaining.Generating;

/// <summary>A chain that is run against a local STS with the given accounts.</summary>
internal static class Attempt
{
    /// <summary>Null where the chain works.</summary>
    public static async Task<RoleChainException?> RunAsync(string accounts, RoleChainOptions options)
    {
        FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 28, 12, 0, 0, TimeSpan.Zero));
        await using LocalSts sts = LocalSts.CreateInMemory(settings => settings.TimeProvider = clock);
        sts.Load(accounts);
        LocalUser alice = sts.Users[0];
        using ChainedAWSCredentials credentials = new RoleChainBuilder(options)
            .WithSource(alice.Credentials)
            .WithMfaTokenProvider((_, _) => Task.FromResult(alice.GetMfaCode()))
            .WithRetry(retry => retry.MaxAttempts = 1)
            .WithTimeProvider(clock)
            .WithStsClientConfig(sts.Configure)
            .Build();
        try
        {
            await credentials.GetCredentialsAsync(TestContext.Current.CancellationToken);
            return null;
        }
        catch (RoleChainException e)
        {
            return e;
        }
    }

    public static RoleChain Plan(RoleChainOptions options) =>
        new RoleChainBuilder(options).WithMfaTokenProvider((_, _) => Task.FromResult("123456")).BuildChain();

    public static IamSnapshot Read(string accounts)
    {
        IamSnapshotBuilder builder = new();
        Assert.True(builder.TryAddJson(accounts, "accounts.json"));
        return builder.Build();
    }
}
