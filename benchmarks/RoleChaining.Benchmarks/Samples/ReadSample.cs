using Amazon.Runtime;
using RoleChaining.Benchmarks.Transports;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Samples;

/// <summary><c>sample read</c>: warm reads against a look at the clock, all in one process and in turns.</summary>
internal static class ReadSample
{
    private const int Rounds = 400;
    private const int Times = 10_000;

    public static Dictionary<string, double> Run()
    {
        StsTarget target = new StsTarget(new Uri("http://read.local"), new CannedTransport(new CannedSts())).ForThisProcess();
        AWSCredentials nested = StsTarget.Nested(hops: 2);
        using ChainedAWSCredentials chained = target.Chained(hops: 2).Build();
        nested.GetCredentials();
        chained.GetCredentials();
        return new Rounds(Rounds, Times)
            .Add("clock", static times => Repeat(times, TimeProvider.System, static clock => clock.GetUtcNow()))
            .Add("nested async", times => Repeat(times, nested, static c => c.GetCredentialsAsync().GetAwaiter().GetResult()))
            .Add("nested sync", times => Repeat(times, nested, static c => c.GetCredentials()))
            .Add("chained async", times => Repeat(times, chained, static c => c.GetCredentialsAsync().GetAwaiter().GetResult()))
            .Add("chained sync", times => Repeat(times, chained, static c => c.GetCredentials()))
            .Measure();
    }

    // The same loop for all, so that what it costs is the same; the result is looked at, or the JIT would drop a read that is inlined.
    private static void Repeat<TSource, TResult>(int times, TSource source, Func<TSource, TResult> read)
    {
        for (int i = 0; i < times; i++)
        {
            _ = read(source);
        }
    }
}
