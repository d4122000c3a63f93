namespace RoleChaining.Text;

/// <summary>
/// The parts of <c>arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE</c>. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html">ARNs</see>.
/// </summary>
internal sealed record ArnParts(string Partition, string Service, string Region, string Account, string Resource)
{
    /// <summary>The parts, or <see langword="null"/> when there are fewer than six. A resource may hold further colons.</summary>
    public static ArnParts? Split(string text) =>
        text.Split(':', 6) is ["arn", var partition, var service, var region, var account, var resource]
            ? new ArnParts(partition, service, region, account, resource)
            : null;

    /// <summary>Whether it may be a partition, known today or not: <c>aws</c>, and <c>aws-</c> with groups of letters and digits.</summary>
    public static bool IsPartition(string text) =>
        text.Split('-') is ["aws", .. var groups]
        && groups.All(group => group.Length > 0 && group.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)));

    public static bool IsAccount(string text) => text.Length == 12 && text.All(char.IsAsciiDigit);
}
