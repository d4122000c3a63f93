namespace RoleChaining.Text;

/// <summary>A chain in a sentence: by its name, and by the tenant where a pool describes its tenants.</summary>
internal static class ChainText
{
    /// <summary>In logs, spans and metrics an empty name would read like a missing one.</summary>
    public const string Unnamed = "unnamed";

    public static string Of(string name, string? tenant) => $"chain {InLog(name, tenant)}";

    /// <summary>What follows the word chain in a log message: many read messages without their scopes.</summary>
    public static string InLog(string name, string? tenant) => tenant is null ? NameOf(name) : $"{NameOf(name)}, tenant {tenant}";

    public static string NameOf(string name) => name.Length == 0 ? Unnamed : name;
}
