namespace RoleChaining.WarmUp;

/// <summary>All hops of a chain.</summary>
internal sealed class ChainWarmUp(string name) : IWarmUp
{
    public async Task<int> RunAsync(IServiceProvider services, IProgress<RoleChainPoolProgress> progress, CancellationToken cancellationToken)
    {
        await services.Get<ChainedAWSCredentials>(name).WarmUpAsync(cancellationToken).ConfigureAwait(false);
        return 0;
    }
}
