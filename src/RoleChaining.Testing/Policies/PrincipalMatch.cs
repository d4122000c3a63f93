namespace RoleChaining.Testing;

/// <summary>How closely a trust statement names the caller; the order is that of strength.</summary>
internal enum PrincipalMatch
{
    None,

    /// <summary>Its account is trusted: the account must also let it, even when the role is in the same one.</summary>
    Account,

    /// <summary>It is trusted itself, by user or role ARN or by <c>*</c>.</summary>
    Principal,

    /// <summary>This very session is trusted, past what its session policies leave out.</summary>
    Session,
}
