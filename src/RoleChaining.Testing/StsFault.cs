namespace RoleChaining.Testing;

/// <summary>Something that goes wrong with a call: see <see cref="LocalSts.AddFault"/>.</summary>
public sealed class StsFault
{
    private StsFault(FaultKind kind) => Kind = kind;

    internal FaultKind Kind { get; }

    internal int Status { get; private init; }

    internal string Code { get; private init; } = string.Empty;

    internal string Message { get; private init; } = string.Empty;

    internal TimeSpan Delay { get; private init; }

    internal StsGate? Gate { get; private init; }

    internal bool IsWait => Kind is FaultKind.Latency or FaultKind.Hold;

    /// <summary>
    /// <c>Throttling</c>, <c>Rate exceeded</c>, which STS sends with status 400; for an S3 call <c>SlowDown</c> with 503.
    /// </summary>
    public static StsFault Throttling() => new(FaultKind.Throttling) { Status = 400, Code = "Throttling", Message = "Rate exceeded" };

    /// <summary><c>ServiceUnavailable</c> with status 503.</summary>
    public static StsFault ServiceUnavailable() => Error(503, "ServiceUnavailable", "Service Unavailable");

    /// <summary>Any error, in the form of the service that was called.</summary>
    /// <param name="status">The HTTP status, 400 to 599.</param>
    /// <param name="code">AWS's error code.</param>
    /// <param name="message">The message.</param>
    public static StsFault Error(int status, string code, string message)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        ArgumentException.ThrowIfNullOrEmpty(code);
        ArgumentNullException.ThrowIfNull(message);
        return new(FaultKind.Error) { Status = status, Code = code, Message = message };
    }

    /// <summary>The connection is reset before anything is answered.</summary>
    public static StsFault ConnectionReset() => new(FaultKind.ConnectionReset) { Code = "ConnectionReset" };

    /// <summary>Status 200 and the headers come, then half a body, then nothing more until the client gives up.</summary>
    public static StsFault StalledBody() => new(FaultKind.StalledBody) { Status = 200, Code = "StalledBody" };

    /// <summary>Status 200 with XML that ends in the middle.</summary>
    public static StsFault MalformedResponse() => new(FaultKind.MalformedResponse) { Status = 200, Code = "MalformedResponse" };

    /// <summary>
    /// The call is decided so much later, on the server's <see cref="TimeProvider"/>; other faults and the rules still apply.
    /// </summary>
    /// <param name="delay">How much later.</param>
    public static StsFault Latency(TimeSpan delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, TimeSpan.Zero);
        return new(FaultKind.Latency) { Delay = delay };
    }

    /// <summary>The call is decided when the gate opens; other faults and the rules still apply.</summary>
    /// <param name="gate">The gate.</param>
    public static StsFault Hold(StsGate gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        return new(FaultKind.Hold) { Gate = gate };
    }
}
