namespace RoleChaining.WarmUp;

/// <summary>A chain or pool that can be warmed up.</summary>
internal interface IWarmUp
{
    /// <summary>Warms it up.</summary>
    /// <param name="progress">Gets the number of steps done and of tenants that failed, where there is more than one step.</param>
    Task RunAsync(IServiceProvider services, IProgress<RoleChainPoolProgress> progress, CancellationToken cancellationToken);
}
