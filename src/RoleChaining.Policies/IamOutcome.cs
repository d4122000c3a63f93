namespace RoleChaining;

/// <summary>What is decided about a call.</summary>
public enum IamOutcome
{
    /// <summary>The call is allowed.</summary>
    Allowed,

    /// <summary>The call is denied, explicitly or because nothing allows it.</summary>
    Denied,

    /// <summary>A policy or a condition key that the decision depends on is not known.</summary>
    Unknown,
}
