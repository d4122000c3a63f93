namespace RoleChaining.Simulation;

/// <summary>The credentials that a simulation reads: ours, or a model of a peer's.</summary>
internal interface ISubject : IDisposable
{
    int StsCalls { get; }

    int FailedStsCalls { get; }

    /// <summary>The access key id of a spoke's credentials, or the error its reader gets.</summary>
    Task<string> ReadAsync(int spoke);

    /// <summary>A service has refused these credentials. Tells whether the request is sent once more.</summary>
    bool Reject(int spoke, string accessKeyId);

    /// <summary>Whether a service takes these credentials now.</summary>
    bool IsUsable(string accessKeyId);

    /// <summary>Ends the session that a hop has now.</summary>
    void Revoke(int hop);

    /// <summary>Denies what sessions of a hop that were issued before now ask for.</summary>
    void RevokeByDeny(int hop)
    {
    }

    /// <summary>The application asks for new sessions.</summary>
    void Invalidate(bool allHops)
    {
    }

    /// <summary>What is left of a spoke's session by the client's clock; null when it has none.</summary>
    TimeSpan? ValidFor(int spoke);

    /// <summary>Whether the last refresh of a spoke went well, and its session is valid.</summary>
    bool IsHealthy(int spoke);
}
