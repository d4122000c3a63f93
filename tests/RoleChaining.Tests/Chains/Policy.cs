using System.Globalization;

namespace RoleChaining.Chains;

/// <summary>IAM policies that tests need.</summary>
internal static class Policy
{
    public const string AllowAll = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";

    public static string Trust(string principal, params string[] actions) => $$"""
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{principal}}"},
        "Action":[{{string.Join(',', (actions is [] ? ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"] : actions).Select(action => $"\"{action}\""))}}]}]}
        """;

    /// <summary>What the console's "revoke active sessions" adds to a role.</summary>
    public static string DenyIssuedBefore(DateTimeOffset moment) => $$"""
        {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*",
        "Condition":{"DateLessThan":{"aws:TokenIssueTime":"{{moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)}}"} } }]}
        """;

    public static string TrustWithExternalId(string principal, string externalId) => $$"""
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{principal}}"},"Action":"sts:AssumeRole",
        "Condition":{"StringEquals":{"sts:ExternalId":"{{externalId}}"} } }]}
        """;
}
