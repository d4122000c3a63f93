namespace RoleChaining.Testing;

/// <summary>A fault in force, until it is disposed of.</summary>
internal sealed class FaultRule(
    FaultScript script, StsFault fault, Func<StsCall, bool>? when, int? count, double probability) : IDisposable
{
    public StsFault Fault { get; } = fault;

    public Func<StsCall, bool>? When { get; } = when;

    public double Probability { get; } = probability;

    /// <summary>How often it still strikes; negative for ever.</summary>
    public int Remaining { get; set; } = count ?? -1;

    /// <summary>How often it struck.</summary>
    public int Struck { get; set; }

    public void Dispose() => script.Remove(this);
}
