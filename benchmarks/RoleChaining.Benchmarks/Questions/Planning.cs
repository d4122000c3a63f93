using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Options;
using RoleChaining.Benchmarks.Transports;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Questions;

/// <summary>What does it cost to check a two-hop chain against AWS's rules, and to build it? The AWS SDK checks nothing.</summary>
public class Planning
{
    private StsTarget _target = null!;
    private ChainedAWSCredentials _chained = null!;

    [GlobalSetup]
    public void SetUp()
    {
        _target = new StsTarget(new Uri("http://planning.local"), new CannedTransport(new CannedSts()));
        _chained = _target.Chained(hops: 2).Build();
    }

    [GlobalCleanup]
    public void CleanUp() => _chained.Dispose();

    [Benchmark(Baseline = true)]
    public object NestedCreate() => StsTarget.Nested(hops: 2);

    [Benchmark]
    public object Plan() => _target.Chained(hops: 2).BuildChain();

    [Benchmark]
    public object Build() => _target.Chained(hops: 2).Build();

    /// <summary>One hop more on what there is, as for a tenant.</summary>
    [Benchmark]
    public object Extend() => _chained.AssumeRole(Roles.Hop(3));

    /// <summary>Three faults, all reported at once.</summary>
    [Benchmark]
    public object Refuse()
    {
        try
        {
            return _target.Chained(hops: 2)
                .AssumeRole("arn:aws:iam::4444:role/Short", hop => hop.Duration = TimeSpan.FromHours(2))
                .AssumeRole(Roles.Hop(4), hop => hop.SessionName = "no spaces")
                .BuildChain();
        }
        catch (OptionsValidationException e)
        {
            return e;
        }
    }
}
