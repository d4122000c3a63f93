namespace RoleChaining;

/// <summary>What is decided of one action of a hop. Immutable.</summary>
public sealed class ActionVerdict
{
    internal ActionVerdict(string action, IamDecision decision, IReadOnlyList<MissingStatement> missingStatements) =>
        (Action, Decision, MissingStatements) = (action, decision, missingStatements);

    /// <summary>Such as <c>sts:TagSession</c>.</summary>
    public string Action { get; }

    /// <summary>Allowed, denied or unknown.</summary>
    public IamOutcome Outcome => Decision.Outcome;

    /// <summary>The decision with all layers of policies.</summary>
    public IamDecision Decision { get; }

    /// <summary>The kind of policy that decided.</summary>
    public IamPolicyKind? Side => Decision.Decisive?.Kind;

    /// <summary>
    /// The statements to add, one for each side on which nothing allows the action. None where adding a statement does not help: where one
    /// denies the action, or a limit above the caller blocks it.
    /// </summary>
    public IReadOnlyList<MissingStatement> MissingStatements { get; }

    /// <summary>One sentence.</summary>
    public override string ToString() => $"{Action}: {Decision}";
}
