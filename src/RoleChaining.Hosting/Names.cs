using Microsoft.Extensions.DependencyInjection;

namespace RoleChaining;

/// <summary>How chains and pools are called in logs and health reports, and found in a container.</summary>
internal static class Names
{
    public static string OfChain(string name) => name.Length == 0 ? "role-chain" : $"role-chain:{name}";

    public static string OfPool(string name) => name.Length == 0 ? "role-chain-pool" : $"role-chain-pool:{name}";

    /// <summary>Resolves what is keyed by a name, and not keyed when the name is empty.</summary>
    public static T Get<T>(this IServiceProvider services, string name)
        where T : notnull => name.Length == 0 ? services.GetRequiredService<T>() : services.GetRequiredKeyedService<T>(name);
}
