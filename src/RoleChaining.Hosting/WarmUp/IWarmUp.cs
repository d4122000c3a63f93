namespace RoleChaining.WarmUp;

/// <summary>Something that can be warmed up.</summary>
internal interface IWarmUp
{
    /// <summary>Warms it up.</summary>
    /// <param name="progress">Is told how far it is, and how many tenants failed, where there is more than one step.</param>
    Task RunAsync(IServiceProvider services, IProgress<RoleChainPoolProgress> progress, CancellationToken cancellationToken);
}
