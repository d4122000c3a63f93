using System.Text.RegularExpressions;

namespace RoleChaining.Diagnostics;

/// <summary>
/// What STS's denial tells: <c>User: ARN is not authorized to perform: ACTION on resource: ARN</c>, sometimes with a reason after it. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html">access denied messages</see>.
/// </summary>
internal sealed partial record StsDenial(string CallerArn, string Action, string Reason)
{
    public string ActionAndReason => Reason.Length == 0 ? Action : $"{Action} {Reason}";

    public bool NamesTrustPolicy => Reason.StartsWith("because no resource-based policy", StringComparison.Ordinal);

    public bool NamesCallersPolicy => Reason.StartsWith("because no identity-based policy", StringComparison.Ordinal);

    /// <summary>Whether the reason is an explicit deny, an organization's policy, a permissions boundary or a session policy.</summary>
    public bool NamesAnotherPolicy => Reason.Length > 0 && !NamesTrustPolicy && !NamesCallersPolicy;

    /// <summary>The denial, or <see langword="null"/> when the words are others.</summary>
    public static StsDenial? Read(string? stsMessage) =>
        stsMessage is not null && Pattern().Match(stsMessage) is { Success: true } match
            ? new StsDenial(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value.TrimEnd('.'))
            : null;

    [GeneratedRegex(
        "^User: (arn:[!-~]+) is not authorized to perform: (sts:[A-Za-z]+)(?: on resource: [!-~]+)?(?: ((?:because|with) [ -~]{1,200}))?")]
    private static partial Regex Pattern();
}
