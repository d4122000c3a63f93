namespace RoleChaining.Sessions;

/// <summary>What ends when another process has removed a tenant: the tenant's entry of a pool.</summary>
internal interface IRemovable
{
    /// <summary>Ends it. Called from a refresh; does not wait.</summary>
    /// <returns>Whether the session ended with it: others may use it too.</returns>
    bool EndRemoved();
}
