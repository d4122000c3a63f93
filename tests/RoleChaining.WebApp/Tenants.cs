namespace RoleChaining.WebApp;

/// <summary>Where customers are looked up; a scoped service, as a database context would be.</summary>
public sealed class Tenants
{
    /// <summary>Every customer of this application.</summary>
    public static IReadOnlyList<Tenant> All { get; } =
    [
        .. Enumerable.Range(1, 20).Select(number =>
            new Tenant($"tenant-{number}", $"arn:aws:iam::{100_000_000_000 + number}:role/Customer", $"external-{number}")),
    ];

    public async Task<Tenant> FindAsync(string id, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return All.FirstOrDefault(tenant => tenant.Id == id) ?? throw new KeyNotFoundException($"There is no tenant '{id}'.");
    }
}
