namespace RoleChaining;

/// <summary>The way from a person or program to a session, and what the session did. Immutable.</summary>
public sealed class TrailPath
{
    internal TrailPath(TrailSource source, IReadOnlyList<TrailHop> hops, IReadOnlyList<TrailGap> gaps, TrailActivity activity, IReadOnlyList<TrailHop> onward) =>
        (Source, Hops, Gaps, Activity, Onward) = (source, hops, gaps, activity, onward);

    /// <summary>The first link; where the way is not complete, what is known of it.</summary>
    public TrailSource Source { get; }

    /// <summary>The sessions, from the first to the one asked for. None where a long-term key was asked for.</summary>
    public IReadOnlyList<TrailHop> Hops { get; }

    /// <summary>What is missing.</summary>
    public IReadOnlyList<TrailGap> Gaps { get; }

    /// <summary>What the last session, or the key, did.</summary>
    public TrailActivity Activity { get; }

    /// <summary>The sessions that it went on to, and those that they went on to.</summary>
    public IReadOnlyList<TrailHop> Onward { get; }

    /// <summary>Whether the way is known to its first link.</summary>
    public TrailOutcome Outcome =>
        Hops.Any(hop => hop.Link == TrailLink.Ambiguous) ? TrailOutcome.Ambiguous
        : Gaps.Count > 0 || Hops.Any(hop => hop.Link == TrailLink.Missing) ? TrailOutcome.Incomplete
        : TrailOutcome.Complete;

    /// <summary>Source and roles in a line.</summary>
    public override string ToString() => string.Join(" -> ", [Source.ToString(), .. Hops.Select(hop => hop.RoleArn ?? hop.Action)]);
}
