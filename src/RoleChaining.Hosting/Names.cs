using Microsoft.Extensions.DependencyInjection;

namespace RoleChaining;

/// <summary>The names of chains and pools in logs, health reports and the container.</summary>
internal static class Names
{
    public static string OfChain(string name) => name.Length == 0 ? "role-chain" : $"role-chain:{name}";

    public static string OfPool(string name) => name.Length == 0 ? "role-chain-pool" : $"role-chain-pool:{name}";

    /// <summary>Resolves the service keyed by a name, or the service without a key when the name is empty.</summary>
    public static T Get<T>(this IServiceProvider services, string name)
        where T : notnull => name.Length == 0 ? services.GetRequiredService<T>() : services.GetRequiredKeyedService<T>(name);
}
