using Amazon.Runtime;
using RoleChaining.Chains;
using RoleChaining.Sessions;
using RoleChaining.Testing;
using StsCall = RoleChaining.Testing.StsCall;

namespace RoleChaining.Simulation;

/// <summary>The real thing: <see cref="ChainedAWSCredentials"/> through the AWS SDK's STS client on the local STS in memory.</summary>
internal sealed class ChainSubject : ISubject
{
    private readonly SimContext _context;
    private readonly LocalSts _sts;
    private readonly ChainedAWSCredentials[] _spokes;
    private readonly Dictionary<string, DateTimeOffset> _ends = [];

    public ChainSubject(SimContext context, Action<RoleChainRefreshOptions>? refresh = null)
    {
        _context = context;
        Scenario scenario = context.Scenario;
        _sts = LocalSts.CreateInMemory(options => (options.TimeProvider, options.RandomSeed) = (context.Server, scenario.Seed));
        ImmutableCredentials alice = _sts.AddUser("111111111111", "alice").Credentials.GetCredentials();
        string trusted = "arn:aws:iam::111111111111:root";
        for (int hop = 1; hop <= scenario.Hops; hop++)
        {
            _sts.AddRole(Role(hop), Policy.Trust(trusted), Policy.AllowAll, TimeSpan.FromHours(12));
            trusted = Role(hop);
        }

        AddFaults();
        SessionTree tree = SimTree.Create(context, _sts, alice, refresh);
        _spokes = [.. Enumerable.Range(0, scenario.Spokes).Select(spoke => new ChainedAWSCredentials(new ChainBranch(tree, Plan(spoke), new RoleChainSourceOptions())))];
    }

    public int StsCalls => _sts.Calls.Count;

    public int FailedStsCalls => _sts.Calls.Count(call => call.IssuedAccessKeyId is null);

    public IReadOnlyList<StsCall> Calls => _sts.Calls;

    public async Task<string> ReadAsync(int spoke) => (await _spokes[spoke].GetCredentialsAsync().ConfigureAwait(false)).AccessKey;

    public bool Reject(int spoke, string accessKeyId) => _spokes[spoke].Reject(accessKeyId);

    public bool IsUsable(string accessKeyId)
    {
        if (!_ends.TryGetValue(accessKeyId, out DateTimeOffset end))
        {
            StsCall call = _sts.Calls.Last(call => call.IssuedAccessKeyId == accessKeyId);
            _ends[accessKeyId] = end = call.At + TimeSpan.FromSeconds(call.DurationSeconds!.Value);
        }

        return _context.Server.GetUtcNow() < end;
    }

    public void Revoke(int hop)
    {
        if (_spokes[0].Status.Hops[hop].AccessKeyId is { } key)
        {
            _sts.RevokeSession(key);
            _ends[key] = DateTimeOffset.MinValue;
        }
    }

    /// <summary>What the console's "revoke active sessions" does. The last hop's sessions call services, which this does not simulate.</summary>
    public void RevokeByDeny(int hop)
    {
        if (hop < _context.Scenario.Hops)
        {
            LocalRole role = _sts.Roles.Single(role => role.Arn == Role(hop));
            role.Policies = [Policy.AllowAll, Policy.DenyIssuedBefore(_context.Server.GetUtcNow())];
        }
    }

    public void Invalidate(bool allHops) => _spokes[0].Invalidate(allHops);

    public TimeSpan? ValidFor(int spoke) =>
        _spokes[spoke].Expiration is { } end ? end - _context.Client.GetUtcNow().UtcDateTime : null;

    public bool IsHealthy(int spoke) => _spokes[spoke].Status.Final is { State: HopState.Valid, LastFailure: null };

    public ChainStatus Status(int spoke) => _spokes[spoke].Status;

    public void Dispose() => _sts.Dispose();

    private static string Role(int hop) => $"arn:aws:iam::{222222222220 + hop}:role/Hop{hop}";

    private RoleChain Plan(int spoke)
    {
        RoleChainBuilder builder = new();
        for (int hop = 1; hop <= _context.Scenario.Hops; hop++)
        {
            int number = hop;
            builder.AssumeRole(Role(hop), role =>
            {
                role.Duration = _context.Scenario.Lifetimes[number - 1];
                role.SessionName = number == _context.Scenario.Hops ? $"spoke-{spoke}" : "hub";
            });
        }

        return builder.BuildChain();
    }

    private void AddFaults()
    {
        if (_context.Scenario.Latency > TimeSpan.Zero)
        {
            _sts.AddFault(StsFault.Latency(_context.Scenario.Latency));
        }

        foreach (FaultKind kind in _context.Scenario.Faults.Select(fault => fault.Kind).Distinct())
        {
            StsFault? fault = kind switch
            {
                FaultKind.StsDown or FaultKind.Flaky or FaultKind.RegionDown => StsFault.ServiceUnavailable(),
                FaultKind.Throttled => StsFault.Throttling(),
                FaultKind.Slow => StsFault.Latency(TimeSpan.FromSeconds(10)),
                FaultKind.Silent => StsFault.Latency(TimeSpan.FromDays(1)),
                FaultKind.Denied => StsFault.Error(403, "AccessDenied", "Not any more."),
                FaultKind.Reset => StsFault.ConnectionReset(),
                _ => null,
            };
            if (fault is not null)
            {
                _sts.AddFault(fault, call => kind switch
                {
                    FaultKind.RegionDown => _context.Is(kind) && call.Region == "eu-west-1",
                    FaultKind.Denied => call.RoleArn is { } role && _context.IsDenied(role[^1] - '0'),
                    _ => _context.Is(kind),
                }, probability: kind == FaultKind.Flaky ? 0.5 : 1);
            }
        }
    }
}
