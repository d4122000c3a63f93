using System.Globalization;

namespace RoleChaining.Simulation;

/// <summary>What one simulation came to.</summary>
internal sealed record Tally
{
    public int Reads { get; set; }

    /// <summary>Reads that threw, or whose credentials no service took.</summary>
    public int Failed { get; set; }

    /// <summary>Reads whose first credentials a service refused.</summary>
    public int Rejected { get; set; }

    public int Waited { get; set; }

    public TimeSpan LongestWait { get; set; }

    public TimeSpan TotalWait { get; set; }

    public int StsCalls { get; set; }

    /// <summary>Calls that no session came of.</summary>
    public int FailedStsCalls { get; set; }

    /// <summary>How long after the end of an outage reads still failed.</summary>
    public TimeSpan Recovery { get; set; }

    public void Add(Tally other)
    {
        Reads += other.Reads;
        Failed += other.Failed;
        Rejected += other.Rejected;
        Waited += other.Waited;
        TotalWait += other.TotalWait;
        StsCalls += other.StsCalls;
        FailedStsCalls += other.FailedStsCalls;
        LongestWait = other.LongestWait > LongestWait ? other.LongestWait : LongestWait;
        Recovery = other.Recovery > Recovery ? other.Recovery : Recovery;
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Reads} reads, {Failed} failed, {Rejected} rejected, {Waited} waited ({LongestWait.TotalSeconds:0.###} s at most), {StsCalls} STS calls ({FailedStsCalls} failed), recovery {Recovery.TotalSeconds:0.###} s");
}
