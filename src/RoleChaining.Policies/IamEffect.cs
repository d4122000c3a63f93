namespace RoleChaining;

/// <summary>What a statement does with the requests that it is about.</summary>
public enum IamEffect
{
    /// <summary>It allows them, unless a statement anywhere denies them.</summary>
    Allow,

    /// <summary>It denies them, and nothing outweighs that.</summary>
    Deny,
}
