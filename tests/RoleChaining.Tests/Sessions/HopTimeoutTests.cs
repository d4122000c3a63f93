using RoleChaining.Caching;
using RoleChaining.Chains;

namespace RoleChaining.Sessions;

/// <summary>How long a refresh of a hop may take before it is ended from outside. A reader that waits has an answer by then.</summary>
public sealed class HopTimeoutTests : IAsyncDisposable
{
    private readonly World _world = World.InMemory();
    private readonly MemoryCache _cache = new();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public void It_is_a_minute_and_five_where_a_person_is_asked()
    {
        Assert.Equal([60, 60], Timeouts(_world.Chain()));
        Assert.Equal([300, 300], Timeouts(AskingFirst()));
    }

    [Fact]
    public void A_role_that_is_new_has_its_time_too() =>
        Assert.Equal([90, 120], Timeouts(_world.Chain().WithRetry(retry => retry.PropagationTimeout = TimeSpan.FromSeconds(30))));

    [Fact]
    public void A_shared_session_adds_the_wait_for_the_lock_and_three_calls_of_the_cache()
    {
        const int Calls = 3 * 2;
        const int Throttled = 5;
        Assert.Equal([60 + 60 + Calls + Throttled, 2 * (60 + Calls + Throttled) + 60], Timeouts(_world.Chain().WithSessionCache(_cache)));
    }

    private RoleChainBuilder AskingFirst() => _world.Builder().AssumeRole(_world.Roles[0], Ask).AssumeRole(_world.Roles[1]);

    private void Ask(RoleHopOptions hop)
    {
        hop.MfaSerialNumber = _world.Alice.MfaSerial;
        hop.MfaTokenProvider = _ => Task.FromResult("123456");
    }

    private static double[] Timeouts(RoleChainBuilder builder)
    {
        using ChainedAWSCredentials chain = builder.Build();
        SessionNode leaf = chain.Branch.Leaf;
        return [leaf.Issuer.Parent!.Issuer.Timeout.TotalSeconds, leaf.Issuer.Timeout.TotalSeconds];
    }
}
