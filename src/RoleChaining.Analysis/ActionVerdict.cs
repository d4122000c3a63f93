namespace RoleChaining;

/// <summary>What is decided of one action of a hop. Immutable.</summary>
public sealed class ActionVerdict
{
    internal ActionVerdict(string action, IamDecision decision, string? missingStatement) =>
        (Action, Decision, MissingStatement) = (action, decision, missingStatement);

    /// <summary>Such as <c>sts:TagSession</c>.</summary>
    public string Action { get; }

    /// <summary>Allowed, denied or unknown.</summary>
    public IamOutcome Outcome => Decision.Outcome;

    /// <summary>The decision with all layers of policies.</summary>
    public IamDecision Decision { get; }

    /// <summary>The kind of policy that decided.</summary>
    public IamPolicyKind? Side => Decision.Decisive?.Kind;

    /// <summary>
    /// The statement to add, as JSON, where nothing allows the action: to the role's trust policy if <see cref="Side"/> is
    /// <see cref="IamPolicyKind.Trust"/>, else to the caller's policy. A placeholder stands for an external id.
    /// <see langword="null"/> where adding a statement does not help.
    /// </summary>
    public string? MissingStatement { get; }

    /// <summary>One sentence.</summary>
    public override string ToString() => $"{Action}: {Decision}";
}
