using System.Globalization;

namespace RoleChaining.Simulation.Peers;

/// <summary>
/// STS as the peers' models call it: the scenario's faults, the rules of signing, and the three attempts with growing random delays that
/// an AWS SDK makes. It gives a call up after a minute, the shortest of the SDKs' limits.
/// </summary>
internal sealed class PeerSts(SimContext context)
{
    private const int Attempts = 3;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, DateTimeOffset> _ends = [];

    public int Calls { get; private set; }

    public int FailedCalls { get; private set; }

    public async Task<PeerSession> AssumeAsync(int hop, string? signer)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await SendAsync(hop, signer).ConfigureAwait(false);
            }
            catch (PeerFailure failure)
            {
                FailedCalls++;
                if (attempt == Attempts || !failure.IsTransient || failure.Message == "ExpiredToken")
                {
                    throw;
                }
            }

            TimeSpan delay = context.Random.NextDouble() * TimeSpan.FromSeconds(1 << (attempt - 1));
            await Task.Delay(delay, context.Client).ConfigureAwait(false);
        }
    }

    public bool IsValid(string key) => _ends[key] > context.Server.GetUtcNow();

    public void Revoke(string key) => _ends[key] = DateTimeOffset.MinValue;

    private async Task<PeerSession> SendAsync(int hop, string? signer)
    {
        Calls++;
        (bool down, bool denied) = (IsDown(), context.IsDenied(hop));
        TimeSpan latency = context.Scenario.Latency + (context.Is(FaultKind.Silent) ? TimeLimit
            : context.Is(FaultKind.Slow) ? TimeSpan.FromSeconds(10)
            : TimeSpan.Zero);
        await Task.Delay(latency, context.Server).ConfigureAwait(false);
        if (down)
        {
            throw new PeerFailure("ServiceUnavailable", isTransient: true);
        }

        if (denied)
        {
            throw new PeerFailure("AccessDenied", isTransient: false);
        }

        if (signer is not null && !IsValid(signer))
        {
            throw new PeerFailure("ExpiredToken", isTransient: true);
        }

        TimeSpan life = context.Scenario.Lifetimes[hop - 1];
        PeerSession session = new(string.Create(CultureInfo.InvariantCulture, $"ASIA{Calls}"), context.Server.GetUtcNow() + life, life);
        _ends[session.Key] = session.ExpiresAt;
        return session;
    }

    private bool IsDown() =>
        context.Is(FaultKind.StsDown) || context.Is(FaultKind.Silent) || context.Is(FaultKind.Throttled) || context.Is(FaultKind.Reset) || context.Is(FaultKind.RegionDown)
        || (context.Is(FaultKind.Flaky) && context.Random.Next(2) == 0);
}
