namespace RoleChaining;

/// <summary>What is decided of one hop. Immutable.</summary>
public sealed class HopVerdict
{
    internal HopVerdict(
        RoleHop hop,
        string callerArn,
        IReadOnlyList<ActionVerdict> actions,
        IReadOnlyList<string> problems,
        IReadOnlyList<string> missing) =>
        (Hop, CallerArn, Actions, Problems, Missing) = (hop, callerArn, actions, problems, missing);

    /// <summary>The hop.</summary>
    public RoleHop Hop { get; }

    /// <summary>Who calls: the user, the role, or the session that was given as the source.</summary>
    public string CallerArn { get; }

    /// <summary>The actions that the hop needs.</summary>
    public IReadOnlyList<ActionVerdict> Actions { get; }

    /// <summary>What STS refuses whatever the policies say, such as a session longer than the role's longest. A sentence each.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>
    /// What is not known of the role beside its policies: its longest session, where the hop asks for more than the hour that every role
    /// allows. What an action lacks is in its decision.
    /// </summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Denied if one action is, or if there is a problem; else unknown if one action is, or if something is missing.</summary>
    public IamOutcome Outcome =>
        Problems.Count > 0 || Actions.Any(action => action.Outcome == IamOutcome.Denied) ? IamOutcome.Denied
        : Missing.Count > 0 || Actions.Any(action => action.Outcome == IamOutcome.Unknown) ? IamOutcome.Unknown
        : IamOutcome.Allowed;

    /// <summary>One line.</summary>
    public override string ToString() => $"hop {Hop.Number}: {CallerArn} -> {Hop.RoleArn}: {Outcome}";
}
