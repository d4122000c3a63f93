using System.Text;

namespace RoleChaining;

/// <summary>Whether a chain works in what is known of the accounts. Immutable.</summary>
public sealed class ChainVerdict
{
    private const string NoHops =
        "The chain has no hops: what it may do is what its source may do, and no policy was evaluated.";

    internal ChainVerdict(IReadOnlyList<HopVerdict> hops, IReadOnlyList<string> notes, IReadOnlyList<string> shortcuts) =>
        (Hops, Notes, Shortcuts) = (hops, hops.Count == 0 ? [NoHops, .. notes] : notes, shortcuts);

    /// <summary>
    /// Denied if one hop is; else unknown if one hop is. Unknown too for a chain without hops, of which nothing is evaluated.
    /// </summary>
    public IamOutcome Outcome =>
        Hops.Count == 0 ? IamOutcome.Unknown
        : Hops.Any(hop => hop.Outcome == IamOutcome.Denied) ? IamOutcome.Denied
        : Hops.Any(hop => hop.Outcome == IamOutcome.Unknown) ? IamOutcome.Unknown
        : IamOutcome.Allowed;

    /// <summary>Whether every hop is allowed.</summary>
    public bool IsAllowed => Outcome == IamOutcome.Allowed;

    /// <summary>The hops in order, each decided as if those before it work.</summary>
    public IReadOnlyList<HopVerdict> Hops { get; }

    /// <summary>The first hop that is denied, or else that is unknown; <see langword="null"/> where all are allowed, or there are none.</summary>
    public HopVerdict? Blocking => Hops.FirstOrDefault(hop => hop.Outcome == Outcome && Outcome != IamOutcome.Allowed);

    /// <summary>The documents, condition keys and longest sessions that are missing, where the outcome is unknown.</summary>
    public IReadOnlyList<string> Missing =>
        [.. Hops.SelectMany(hop => hop.Actions.SelectMany(action => action.Decision.Missing).Concat(hop.Missing)).Distinct()];

    /// <summary>What the verdict rests on: what was assumed, and what of the files was not understood. A sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Hops that can be left out, and what is lost and gained. A sentence each.</summary>
    public IReadOnlyList<string> Shortcuts { get; }

    /// <summary>A line for the chain and one for each hop, and for each action that is not allowed.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(Outcome);
        if (Hops.Count == 0)
        {
            text.Append($"\n{NoHops}");
        }

        foreach (HopVerdict hop in Hops)
        {
            text.Append($"\n{hop}");
            IEnumerable<string> actions =
                hop.Actions.Where(action => action.Outcome != IamOutcome.Allowed).Select(action => action.ToString());
            foreach (string line in hop.Problems.Concat(actions).Concat(hop.Missing.Select(missing => $"not known: {missing}")))
            {
                text.Append($"\n  {line}");
            }
        }

        return text.ToString();
    }
}
