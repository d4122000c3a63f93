using RoleChaining.Matching;

namespace RoleChaining;

/// <summary>What one layer of policies says of a call.</summary>
public sealed class IamLayerDecision
{
    internal IamLayerDecision()
    {
    }

    /// <summary>Where the policies stand.</summary>
    public required IamPolicyKind Kind { get; init; }

    /// <summary>How the layer is called.</summary>
    public required string Name { get; init; }

    /// <summary>What it says by itself.</summary>
    public required IamOutcome Outcome { get; init; }

    /// <summary>Whether a statement denies the call. Nothing outweighs that.</summary>
    public bool IsExplicitDeny => Outcome == IamOutcome.Denied && Statement is not null;

    /// <summary>
    /// Whether the decision depends on the layer. Within one account some layers do not bind: see <see cref="IamEvaluator"/>.
    /// </summary>
    public bool Binds { get; internal set; } = true;

    /// <summary>The policy of <see cref="Statement"/>.</summary>
    public IamPolicy? Policy { get; init; }

    /// <summary>The statement that decided; <see langword="null"/> where none is about the call.</summary>
    public IamStatement? Statement { get; init; }

    /// <summary>
    /// Where nothing allows the call: the statements that would, and their conditions that are not met or not known. One sentence each.
    /// </summary>
    public IReadOnlyList<string> NotMet { get; init; } = [];

    /// <summary>Where the outcome is unknown: the documents and condition keys that are missing.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>One sentence.</summary>
    public override string ToString() => (Outcome, Statement) switch
    {
        (IamOutcome.Allowed, { } statement) => $"{Name}: allowed by {Place(statement)}",
        (IamOutcome.Denied, { } statement) => $"{Name}: denied by {Place(statement)}",
        (IamOutcome.Unknown, _) => $"{Name}: unknown, because {string.Join(" and ", Missing)} is not known",
        _ when NotMet.Count > 0 => $"{Name}: no statement allows it; {NotMet[0]}",
        _ => $"{Name}: no statement allows it",
    };

    /// <summary>Whether a statement or a document that is not known may deny the call. Nothing would outweigh that.</summary>
    internal bool MayDeny { get; init; }

    /// <summary>How the principal is named by what certainly allows the call.</summary>
    internal PrincipalMatch SureMatch { get; init; }

    /// <summary>How the principal is named by what allows the call if all that is not known is in its favour.</summary>
    internal PrincipalMatch BestMatch { get; init; }

    private string Place(IamStatement statement) => $"{statement} of {Policy}, line {statement.Line} of its text";
}
