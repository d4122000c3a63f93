namespace RoleChaining;

/// <summary>One hop of a path: who may assume a role, and what the call must bring. Immutable.</summary>
public sealed class RolePathHop
{
    internal RolePathHop(string caller, string roleArn, string action, IamOutcome outcome, IReadOnlyList<string> conditions) =>
        (Caller, RoleArn, Action, Outcome, Conditions) = (caller, roleArn, action, outcome, conditions);

    /// <summary>
    /// The ARN of a user, role or provider, or of the session that was asked for; the name of a service; an account
    /// (<c>arn:aws:iam::111111111111:root</c>) of which nothing else is known; <c>*</c> for every AWS principal; or <c>?</c> where the role's
    /// trust policy is not known.
    /// </summary>
    public string Caller { get; }

    /// <summary>The role that is assumed.</summary>
    public string RoleArn { get; }

    /// <summary><c>sts:AssumeRole</c>, <c>sts:AssumeRoleWithWebIdentity</c> or <c>sts:AssumeRoleWithSAML</c>.</summary>
    public string Action { get; }

    /// <summary>
    /// <see cref="IamOutcome.Allowed"/>, or <see cref="IamOutcome.Unknown"/> where it depends on <see cref="Conditions"/>.
    /// </summary>
    public IamOutcome Outcome { get; }

    /// <summary>
    /// What the call must bring, such as an external id, tags, MFA or a source identity, and the documents that are not known. An external
    /// id is not shown.
    /// </summary>
    public IReadOnlyList<string> Conditions { get; }

    /// <summary>Caller and role.</summary>
    public override string ToString() => $"{Caller} -> {RoleArn}";
}
