namespace RoleChaining.Status;

/// <summary>How a chain stands for its readers; the worse, the greater.</summary>
internal enum ChainState
{
    /// <summary>No reader has asked for it yet.</summary>
    NotRead,

    /// <summary>Readers get a valid session, and no refresh has failed.</summary>
    Healthy,

    /// <summary>Readers get a session, but a refresh has failed.</summary>
    Degraded,

    /// <summary>Readers get an error.</summary>
    Failed,
}
