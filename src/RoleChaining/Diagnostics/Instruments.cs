using System.Diagnostics.Metrics;

namespace RoleChaining.Diagnostics;

/// <summary>The metrics of one meter: the process's, or that of a container's <see cref="IMeterFactory"/>.</summary>
internal sealed class Instruments
{
    // From a healthy STS next door to the time that all attempts have. The default boundaries are milliseconds.
    private static readonly double[] DurationBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    private Instruments(Meter meter)
    {
        Meter = meter;
        AssumeRoleDuration = new SafeHistogram(meter.CreateHistogram<double>(
            "role_chaining.assume_role.duration", "s", "How long calls to STS took, by outcome, region and chain.", tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = DurationBoundaries }));
        Refreshes = new SafeCounter(meter.CreateCounter<long>(
            "role_chaining.refreshes", "{refresh}", "Refreshes of sessions, by outcome and by whether anyone waited."));
        CallersWaited = new SafeCounter(meter.CreateCounter<long>(
            "role_chaining.callers.waited", "{caller}", "Readers that waited for a refresh."));
        SessionsRejected = new SafeCounter(meter.CreateCounter<long>(
            "role_chaining.sessions.rejected", "{session}", "Sessions that an AWS service rejected before their end, by hop and chain."));
        CacheLookups = new SafeCounter(meter.CreateCounter<long>(
            "role_chaining.cache.lookups", "{lookup}", "Sessions looked for in the session cache, by outcome."));
        CacheFailures = new SafeCounter(meter.CreateCounter<long>(
            "role_chaining.cache.failures", "{call}", "Calls of the session cache that failed or took too long, by operation."));
    }

    /// <summary>For chains that are built outside a container.</summary>
    public static Instruments Process { get; } = new(new Meter(RoleChainDiagnostics.MeterName, Telemetry.Version));

    public Meter Meter { get; }

    /// <summary>One send of one call to STS, whatever came of it.</summary>
    public SafeHistogram AssumeRoleDuration { get; }

    /// <summary>One refresh of one node, whatever came of it.</summary>
    public SafeCounter Refreshes { get; }

    /// <summary>Readers that found no session they could use at once.</summary>
    public SafeCounter CallersWaited { get; }

    /// <summary>Sessions that ended before their time.</summary>
    public SafeCounter SessionsRejected { get; }

    /// <summary>Looks into the session cache, by what came of them.</summary>
    public SafeCounter CacheLookups { get; }

    /// <summary>Calls of the session cache that were of no use.</summary>
    public SafeCounter CacheFailures { get; }

    /// <summary>The instruments of a container; where it has no meter factory, those of the process.</summary>
    public static Instruments Create(IMeterFactory? factory) => factory is null
        ? Process
        : new Instruments(factory.Create(new MeterOptions(RoleChainDiagnostics.MeterName) { Version = Telemetry.Version }));
}
