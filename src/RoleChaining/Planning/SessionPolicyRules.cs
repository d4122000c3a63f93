using System.Text.Json;
using RoleChaining.Text;

namespace RoleChaining.Planning;

/// <summary>
/// The rules of session policies. How large they may be together is STS's to say: it counts them packed, and the size in its API's
/// text is not that of its model. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session">session policies</see>.
/// </summary>
internal static class SessionPolicyRules
{
    public static void Check(RoleHopOptions hop, RoleArn? role, ChainErrors errors)
    {
        if (hop.Policy is { } policy)
        {
            CheckPolicy(policy, nameof(hop.Policy), errors);
        }

        CheckPolicyArns(hop.PolicyArns, role, nameof(hop.PolicyArns), errors);
    }

    private static void CheckPolicy(string policy, string property, ChainErrors errors)
    {
        if (string.IsNullOrWhiteSpace(policy))
        {
            errors.Add(property, "is blank; write a policy document, or leave it out for all that the role allows");
            return;
        }

        TextRule.Policy.Check(policy, property, errors, secret: true);
        try
        {
            using JsonDocument document = JsonDocument.Parse(policy);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                errors.Add(property, "is JSON, but no object; write {\"Version\":\"2012-10-17\",\"Statement\":[...]}");
            }
        }
        catch (JsonException error)
        {
            // The parser's own message may quote the policy.
            errors.Add(
                property,
                $"is no valid JSON (line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}); write it as IAM shows it");
        }
    }

    private static void CheckPolicyArns(IList<string> arns, RoleArn? role, string property, ChainErrors errors)
    {
        if (arns.Count > AwsLimits.MaxPolicyArns)
        {
            errors.Add(
                property, $"has {arns.Count} policies; AWS takes {AwsLimits.MaxPolicyArns}: remove {arns.Count - AwsLimits.MaxPolicyArns}");
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int i = 0; i < arns.Count; i++)
        {
            string arn = arns[i] ?? "";
            if (PolicyArnError(arn, role) is { } error)
            {
                errors.Add($"{property}[{i}]", $"is {Quoted.Text(arn)}, {error}");
            }
            else if (!seen.Add(arn))
            {
                errors.Add($"{property}[{i}]", $"is {Quoted.Text(arn)}, which is listed before; remove it");
            }
        }
    }

    private static string? PolicyArnError(string text, RoleArn? role)
    {
        if (text.Length > AwsLimits.MaxArnLength
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
        && TextRule.PolicyName.Error(resource[(resource.LastIndexOf('/') + 1)..]) is null;
}
