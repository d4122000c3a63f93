namespace RoleChaining;

/// <summary>What a reader gets while the session is valid but AWS has denied its refresh.</summary>
public enum DeniedBehavior
{
    /// <summary>The session, to its end; the denial is logged as a warning and shown in the status.</summary>
    KeepServing,

    /// <summary>The denial, at once, as AWS's other SDKs do.</summary>
    Throw,
}
