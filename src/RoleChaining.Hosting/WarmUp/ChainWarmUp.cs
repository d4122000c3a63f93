namespace RoleChaining.WarmUp;

/// <summary>All hops of a chain.</summary>
internal sealed class ChainWarmUp(string name) : IWarmUp
{
    public Task RunAsync(IServiceProvider services, IProgress<RoleChainPoolProgress> progress, CancellationToken cancellationToken) =>
        services.Get<ChainedAWSCredentials>(name).WarmUpAsync(cancellationToken);
}
