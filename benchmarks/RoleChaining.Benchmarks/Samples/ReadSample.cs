using System.Runtime.CompilerServices;
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
        Rounds rounds = new(Rounds, Times);
        foreach ((string name, Action<int> read) in Contenders())
        {
            rounds.Add(name, read);
        }

        return rounds.Measure();
    }

    /// <summary>
    /// <c>sample loop --what "chained sync" --times 1000000</c>: one of the reads and nothing else, for an instrument that counts
    /// instructions: the difference of two counts is that of the reads.
    /// </summary>
    public static Dictionary<string, double> RunLoop(Arguments arguments)
    {
        string what = arguments.Get("--what")!;
        Action<int> read = Contenders().Single(contender => contender.Name == what).Read;

        // In pieces, so that the JIT gets to replace the loop by its best version of it.
        for (int left = arguments.Get("--times", 0); left > 0; left -= Times)
        {
            read(Math.Min(left, Times));
        }

        return [];
    }

    private static IEnumerable<(string Name, Action<int> Read)> Contenders()
    {
        StsTarget target = new StsTarget(new Uri("http://read.local"), new CannedTransport(new CannedSts())).ForThisProcess();
        AWSCredentials nested = StsTarget.Nested(hops: 2);
        ChainedAWSCredentials chained = target.Chained(hops: 2).Build();
        nested.GetCredentials();
        chained.GetCredentials();
        return
        [
            ("clock", static times => Repeat(times, TimeProvider.System, static clock => clock.GetUtcNow())),
            ("nested async", times => Repeat(times, nested, static c => c.GetCredentialsAsync().GetAwaiter().GetResult())),
            ("nested sync", times => Repeat(times, nested, static c => c.GetCredentials())),
            ("chained async", times => Repeat(times, chained, static c => c.GetCredentialsAsync().GetAwaiter().GetResult())),
            ("chained sync", times => Repeat(times, chained, static c => c.GetCredentials())),
            ("nothing", static times => Repeat(times, "", static nothing => nothing)),
        ];
    }

    // The same loop for all, with a call that the JIT does not see through, so that it costs all the same.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Repeat<TSource, TResult>(int times, TSource source, Func<TSource, TResult> read)
    {
        for (int i = 0; i < times; i++)
        {
            _ = read(source);
        }
    }
}
