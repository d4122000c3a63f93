using System.Diagnostics.Metrics;

namespace RoleChaining.Diagnostics;

/// <summary>The metrics of one meter: the process's, or that of a container's <see cref="IMeterFactory"/>.</summary>
internal sealed class Instruments
{
    private Instruments(Meter meter)
    {
        Meter = meter;
        AssumeRoleDuration = meter.CreateHistogram<double>(
            "role_chaining.assume_role.duration", "s", "How long calls to STS took, by outcome and region.");
        Refreshes = meter.CreateCounter<long>(
            "role_chaining.refreshes", "{refresh}", "Refreshes of sessions, by outcome and by whether anyone waited.");
        CallersWaited = meter.CreateCounter<long>(
            "role_chaining.callers.waited", "{caller}", "Readers that waited for a refresh.");
        CacheLookups = meter.CreateCounter<long>(
            "role_chaining.cache.lookups", "{lookup}", "Sessions looked for in the session cache, by outcome.");
    }

    /// <summary>For chains that are built outside a container.</summary>
    public static Instruments Process { get; } = new(new Meter(RoleChainDiagnostics.MeterName, Telemetry.Version));

    public Meter Meter { get; }

    /// <summary>One send of one call to STS, whatever came of it.</summary>
    public Histogram<double> AssumeRoleDuration { get; }

    /// <summary>One refresh of one node, whatever came of it.</summary>
    public Counter<long> Refreshes { get; }

    /// <summary>Readers that found no session they could use at once.</summary>
    public Counter<long> CallersWaited { get; }

    /// <summary>Looks into the session cache, by what came of them.</summary>
    public Counter<long> CacheLookups { get; }

    /// <summary>The instruments of a container; where it has no meter factory, those of the process.</summary>
    public static Instruments Create(IMeterFactory? factory) => factory is null
        ? Process
        : new Instruments(factory.Create(new MeterOptions(RoleChainDiagnostics.MeterName) { Version = Telemetry.Version }));
}
