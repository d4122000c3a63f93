namespace RoleChaining;

/// <summary>Whether a way is known to its first link.</summary>
public enum TrailOutcome
{
    /// <summary>Every link is known, back to the person or program.</summary>
    Complete,

    /// <summary>A link fits several sessions.</summary>
    Ambiguous,

    /// <summary>The trail of an account is missing for a time: <see cref="TrailPath.Gaps"/>.</summary>
    Incomplete,
}
