namespace RoleChaining.Sessions;

/// <summary>Why a node lets a session go before its end.</summary>
internal enum ForgetReason
{
    /// <summary>It was invalidated, rejected or denied.</summary>
    Revoked,

    /// <summary>A pool removed the tenant whose session it is.</summary>
    Removed,

    /// <summary>Another process removed the tenant: what it told all others need not be told again.</summary>
    RemovedElsewhere,
}
