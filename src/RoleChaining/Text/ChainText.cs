namespace RoleChaining.Text;

/// <summary>A chain in a sentence: by its name, and by the tenant where a pool describes its tenants.</summary>
internal static class ChainText
{
    /// <summary>In logs, spans and metrics an empty name would read like a missing one.</summary>
    public const string Unnamed = "unnamed";

    public static string Of(string name, string? tenant) =>
        $"chain {NameOf(name)}{(tenant is null ? "" : $", tenant {tenant}")}";

    public static string NameOf(string name) => name.Length == 0 ? Unnamed : name;
}
