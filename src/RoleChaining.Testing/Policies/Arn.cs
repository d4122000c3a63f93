using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace RoleChaining.Testing;

internal sealed record Arn(string Partition, string Service, string Region, string AccountId, string Resource)
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@-");

    public static bool TryParse(string text, [NotNullWhen(true)] out Arn? arn)
    {
        string[] parts = text.Split(':', 6);
        arn = parts.Length == 6 && parts[0] == "arn" && parts[1].Length > 0 && parts[2].Length > 0 && parts[5].Length > 0
            ? new(parts[1], parts[2], parts[3], parts[4], parts[5])
            : null;
        return arn is not null;
    }

    /// <summary>A role's ARN, its path included: <c>arn:aws:iam::222222222222:role/teams/Hub</c>.</summary>
    public static bool TryParseRole(string text, [NotNullWhen(true)] out Arn? arn) =>
        TryParse(text, out arn)
        && arn is { Service: "iam", Region: "" }
        && arn.Partition.StartsWith("aws", StringComparison.Ordinal)
        && IsAccountId(arn.AccountId)
        && arn.Resource.StartsWith("role/", StringComparison.Ordinal)
        && IsName(arn.Resource.AsSpan(arn.Resource.LastIndexOf('/') + 1));

    public static bool IsAccountId(string text) => text.Length == 12 && text.All(char.IsAsciiDigit);

    public static bool IsName(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= 64 && !text.ContainsAnyExcept(NameCharacters);

    public static string Root(string partition, string accountId) => $"arn:{partition}:iam::{accountId}:root";

    public string LastPart => Resource[(Resource.LastIndexOf('/') + 1)..];

    public override string ToString() => $"arn:{Partition}:{Service}:{Region}:{AccountId}:{Resource}";
}
