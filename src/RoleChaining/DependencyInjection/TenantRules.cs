using RoleChaining.Text;

namespace RoleChaining.DependencyInjection;

/// <summary>
/// What the hops of a pool's tenant must keep. A tenant function that takes the wrong row would else lead one tenant to another one's role,
/// with that one's external id, and AWS would say yes. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html">the confused deputy problem</see>.
/// </summary>
internal sealed class TenantRules<TKey>
    where TKey : notnull
{
    private readonly List<Func<TKey, (string AccountId, string TagKey, string TagValue)>> _bindings = [];

    public bool RequiresExternalId { get; set; }

    public Func<TKey, string>? Describe { get; set; }

    public void Bind(Func<TKey, (string AccountId, string TagKey, string TagValue)> binding) => _bindings.Add(binding);

    /// <summary>The tenant in messages; null where the pool does not describe its tenants, or where describing failed.</summary>
    public string? DescribeOrNull(TKey key)
    {
        try
        {
            return Describe?.Invoke(key) is { Length: > 0 } text ? Quoted.Text(text)[1..^1] : null;
        }
        catch (Exception)
        {
            return null; // A description must not cost a tenant its credentials.
        }
    }

    /// <summary>Checks the hops, and tags the first of them with the tenant, so that IAM can refuse as well.</summary>
    /// <returns>What is wrong.</returns>
    public IReadOnlyList<string> Apply(TKey key, RoleChain hub, IReadOnlyList<RoleHopOptions> hops)
    {
        List<string> errors = [];
        CheckExternalIds(hub, hops, errors);
        foreach ((string accountId, string tagKey, string tagValue) in _bindings.Select(binding => binding(key)))
        {
            CheckAccounts(accountId, hub, hops, errors);
            Tag(hops[0], $"hop {hub.Hops.Count + 1}", tagKey, tagValue, errors);
        }

        return errors;
    }

    // An external id belongs to each step into an account: the trust of one account must not be enough for another.
    private void CheckExternalIds(RoleChain hub, IReadOnlyList<RoleHopOptions> hops, List<string> errors)
    {
        string? account = null;
        for (int i = 0; RequiresExternalId && i < hops.Count; i++)
        {
            string? entered = AccountOf(hops[i]);
            if (entered != account && string.IsNullOrEmpty(hops[i].ExternalId))
            {
                errors.Add(
                    $"hop {hub.Hops.Count + i + 1}: ExternalId is missing, and the pool requires one of every tenant; "
                    + "give each tenant one of its own, and let the role's trust policy ask for it.");
            }

            account = entered;
        }
    }

    private static void CheckAccounts(string accountId, RoleChain hub, IReadOnlyList<RoleHopOptions> hops, List<string> errors)
    {
        for (int i = 0; i < hops.Count; i++)
        {
            if (AccountOf(hops[i]) is { } account && account != accountId)
            {
                errors.Add(
                    $"hop {hub.Hops.Count + i + 1}: RoleArn is {Quoted.Text(hops[i].RoleArn!)}, but the tenant is bound to account "
                    + $"{Quoted.Text(accountId ?? "")}; the tenant function may have found another tenant's row.");
            }
        }
    }

    private static void Tag(RoleHopOptions first, string hop, string key, string value, List<string> errors)
    {
        if (first.Tags.FirstOrDefault(tag => string.Equals(tag.Key, key, StringComparison.OrdinalIgnoreCase)) is not { } known)
        {
            first.Tags.Add(key, value, transitive: true);
        }
        else if (known.Value == value)
        {
            known.Transitive = true;
        }
        else
        {
            errors.Add($"{hop}: the tag {Quoted.Text(key)} has another value than the one that the tenant is bound to; leave it to the pool.");
        }
    }

    private static string? AccountOf(RoleHopOptions hop) => RoleArn.TryParse(hop.RoleArn, out RoleArn? role) ? role.AccountId : null;
}
