using System.Text.Json;

namespace RoleChaining.Planning;

/// <summary>
/// The rules of session policies. How large they may be together is STS's to say: it counts them packed, and the size in its API's
/// text is not that of its model. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session">session policies</see>.
/// </summary>
internal static class SessionPolicyRules
{
    private const int MostPolicyArns = 10;
    private const int LongestArn = 2048;

    public static void Check(RoleHopOptions hop, RoleArn? role, Faults faults)
    {
        if (hop.Policy is { } policy)
        {
            CheckPolicy(policy, nameof(hop.Policy), faults);
        }

        CheckPolicyArns(hop.PolicyArns, role, nameof(hop.PolicyArns), faults);
    }

    private static void CheckPolicy(string policy, string property, Faults faults)
    {
        if (string.IsNullOrWhiteSpace(policy))
        {
            faults.Add(property, "is blank; write a policy document, or leave it out for all that the role allows");
            return;
        }

        TextRule.Policy.Check(policy, property, faults, secret: true);
        try
        {
            using JsonDocument document = JsonDocument.Parse(policy);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                faults.Add(property, "is JSON, but no object; write {\"Version\":\"2012-10-17\",\"Statement\":[...]}");
            }
        }
        catch (JsonException fault)
        {
            // The parser's own message may quote the policy.
            faults.Add(
                property,
                $"is no valid JSON (line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}); write it as IAM shows it");
        }
    }

    private static void CheckPolicyArns(IList<string> arns, RoleArn? role, string property, Faults faults)
    {
        if (arns.Count > MostPolicyArns)
        {
            faults.Add(property, $"has {arns.Count} policies; AWS takes {MostPolicyArns}: remove {arns.Count - MostPolicyArns}");
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int i = 0; i < arns.Count; i++)
        {
            string arn = arns[i] ?? "";
            if (PolicyArnFault(arn, role) is { } fault)
            {
                faults.Add($"{property}[{i}]", $"is {Quoted.Text(arn)}, {fault}");
            }
            else if (!seen.Add(arn))
            {
                faults.Add($"{property}[{i}]", $"is {Quoted.Text(arn)}, which is listed before; remove it");
            }
        }
    }

    private static string? PolicyArnFault(string text, RoleArn? role)
    {
        if (text.Length > LongestArn
            || ArnParts.Split(text) is not { Service: "iam", Region: "" } arn
            || !ArnParts.IsPartition(arn.Partition)
            || !(arn.Account == "aws" || ArnParts.IsAccount(arn.Account))
            || !IsPolicy(arn.Resource))
        {
            return "which is no managed policy's ARN; write one such as \"arn:aws:iam::aws:policy/ReadOnlyAccess\"";
        }

        if (role is not null && arn.Partition != role.Partition)
        {
            return $"a policy of partition {arn.Partition}, but the role is in {role.Partition}; name a policy of {role.Partition}";
        }

        return role is null || arn.Account == "aws" || arn.Account == role.AccountId
            ? null
            : $"a policy of account {arn.Account}, but the role is in {role.AccountId}; name one of the role's account or of AWS";
    }

    private static bool IsPolicy(string resource) =>
        resource.StartsWith("policy/", StringComparison.Ordinal)
        && !resource.AsSpan().ContainsAnyExceptInRange('!', '~')
        && TextRule.PolicyName.Fault(resource[(resource.LastIndexOf('/') + 1)..]) is null;
}
