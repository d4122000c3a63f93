namespace RoleChaining.DependencyInjection;

/// <summary>A pool for those who show it and do not know its key's type.</summary>
internal interface IPoolView
{
    RoleChainPoolStatus Status { get; }

    ChainedAWSCredentials Hub { get; }

    TimeProvider Clock { get; }

    /// <summary>The tenants that are kept alive and whose hops were found.</summary>
    IEnumerable<(string Name, ChainedAWSCredentials Credentials)> Tenants { get; }
}
