using System.Text.Json;
using RoleChaining.Matching;

namespace RoleChaining.Reading;

/// <summary>Reads a Principal or NotPrincipal.</summary>
internal sealed class PrincipalReader(IamPolicyKind kind, PolicyIssues issues)
{
    public PrincipalElement? Read(JsonMember member, bool excepts)
    {
        if (member.Value is { Kind: JsonValueKind.String, Text: "*" })
        {
            if (kind == IamPolicyKind.Trust)
            {
                issues.Error(
                    member.Value.Position, "A trust policy's Principal is an object; write {\"AWS\": \"*\"} for every AWS principal.");
            }

            return new PrincipalElement { IsEveryone = true, IsWhoever = kind == IamPolicyKind.ResourceControl, Excepts = excepts };
        }

        if (member.Value.Kind != JsonValueKind.Object)
        {
            issues.Error(member.Value.Position, $"A {member.Name} is an object of AWS, Service and Federated.");
            return null;
        }

        Dictionary<string, JsonMember> elements = PolicyReader.Elements(
            member.Value, "Principal", ["AWS", "Service", "Federated", "CanonicalUser"], issues);
        List<string> aws = Read(elements, "AWS", CheckAws);
        return new PrincipalElement
        {
            IsEveryone = kind == IamPolicyKind.Resource && aws.Contains("*"),
            IsWhoever = kind == IamPolicyKind.ResourceControl && aws.Contains("*"),
            Aws = aws,
            Services = Read(elements, "Service", CheckNothing),
            Federated = Read(elements, "Federated", CheckFederated),
            Excepts = excepts,
        };
    }

    private List<string> Read(Dictionary<string, JsonMember> elements, string name, Action<JsonValue> check)
    {
        List<string> texts = [];
        if (elements.TryGetValue(name, out JsonMember? member))
        {
            foreach (JsonValue value in StatementReader.ReadTexts(member, issues))
            {
                check(value);
                texts.Add(value.Text);
            }
        }

        return texts;
    }

    // A principal is named whole: IAM takes no wildcard inside it.
    private void CheckAws(JsonValue value)
    {
        string text = value.Text;
        bool isArn = PolicyArn.TryParse(text, out PolicyArn? arn)
            && (PolicyArn.IsAccountId(arn.AccountId) || IsOfCloudFront(arn))
            && !text.Contains('*', StringComparison.Ordinal)
            && arn.Service is "iam" or "sts"
            && (arn.Resource == "root" || arn.Resource.Contains('/', StringComparison.Ordinal));
        if (IsUniqueId(text))
        {
            issues.Warn(value.Position, $"'{text}' is the id of a user or a role that was deleted, so it names nobody.");
        }
        else if (text != "*" && !PolicyArn.IsAccountId(text) && !isArn)
        {
            issues.Error(value.Position, $"Invalid principal in policy: \"AWS\":\"{text}\"");
        }
    }

    // An origin access identity, to which a bucket's policy lets CloudFront read:
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
    private bool IsOfCloudFront(PolicyArn arn) => kind == IamPolicyKind.Resource
        && arn is { Service: "iam", AccountId: "cloudfront" }
        && arn.Resource.StartsWith("user/", StringComparison.Ordinal);

    private void CheckFederated(JsonValue value)
    {
        if (value.Text == "*")
        {
            issues.Error(value.Position, "A Federated principal is the ARN or the name of one provider, not *.");
        }
    }

    private static void CheckNothing(JsonValue value)
    {
    }

    // What AWS shows in place of the ARN of a principal that is gone.
    private static bool IsUniqueId(string text) =>
        text.Length is >= 16 and <= 128
            && (text.StartsWith("AROA", StringComparison.Ordinal) || text.StartsWith("AIDA", StringComparison.Ordinal))
        && text.All(char.IsAsciiLetterOrDigit);
}
