using Microsoft.Extensions.DependencyInjection;

namespace RoleChaining.WarmUp;

/// <summary>The hub of a pool and the tenants that the application names.</summary>
internal sealed class PoolWarmUp<TKey>(string name, Func<IServiceProvider, CancellationToken, Task<IEnumerable<TKey>>> keys) : IWarmUp
    where TKey : notnull
{
    public async Task RunAsync(IServiceProvider services, IProgress<RoleChainPoolProgress> progress, CancellationToken cancellationToken)
    {
        TKey[] tenants;
        AsyncServiceScope scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            tenants = [.. await keys(scope.ServiceProvider, cancellationToken).ConfigureAwait(false)];
        }

        await services.Get<IRoleChainPool<TKey>>(name).WarmUpAsync(tenants, progress, cancellationToken).ConfigureAwait(false);
    }
}
