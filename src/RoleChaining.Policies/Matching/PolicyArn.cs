using System.Diagnostics.CodeAnalysis;

namespace RoleChaining.Matching;

/// <summary>
/// The six parts of an ARN. See <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html">ARNs</see>.
/// </summary>
internal sealed record PolicyArn(string Partition, string Service, string Region, string AccountId, string Resource)
{
    public static bool TryParse(string? text, [NotNullWhen(true)] out PolicyArn? arn)
    {
        string[] parts = text?.Split(':', 6) ?? [];
        arn = parts is ["arn", { Length: > 0 } partition, { Length: > 0 } service, var region, var account, { Length: > 0 } resource]
            ? new PolicyArn(partition, service, region, account, resource)
            : null;
        return arn is not null;
    }

    public static bool IsAccountId(string text) => text.Length == 12 && text.All(char.IsAsciiDigit);

    public static string Root(string partition, string accountId) => $"arn:{partition}:iam::{accountId}:root";
}
