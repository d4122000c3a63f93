using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace RoleChaining.Generating;

/// <summary>
/// Writes a template of CloudFormation for each account. See
/// <see href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html">AWS::IAM::Role</see>.
/// </summary>
internal static partial class CloudFormationWriter
{
    private const string SourceParameter = "SourcePrincipalArn";

    public static Dictionary<string, string> Write(ChainPolicies policies)
    {
        Dictionary<string, string> templates = [];
        IEnumerable<string> accounts = policies.Hops.Select(hop => hop.Hop.RoleArn.AccountId);
        bool hasSource = policies.Source.AccountId is not null && policies.Hops is [{ CallerStatements.Count: > 0 }, ..];
        foreach (string account in (hasSource ? accounts.Prepend(policies.Source.AccountId!) : accounts).Distinct())
        {
            templates[account] = ToYaml(CreateTemplate(policies, account));
        }

        return templates;
    }

    /// <summary>The account that a template's description says that it was written for; null for those that nobody wrote here.</summary>
    public static string? FindAccount(string? description) =>
        Described().Match(description ?? "") is { Success: true } match ? match.Groups[1].Value : null;

    private static JsonObject CreateTemplate(ChainPolicies policies, string account)
    {
        JsonObject parameters = [];
        JsonObject resources = [];
        IEnumerable<HopPolicies> hops = policies.Hops.Where(hop => hop.Hop.RoleArn.AccountId == account);
        Dictionary<string, string> made = [];
        foreach (IGrouping<RoleArn, HopPolicies> role in hops.GroupBy(hop => hop.Hop.RoleArn))
        {
            // IAM refuses a trust policy that names a role which is not there yet.
            JsonNode[] callers = [.. role.Select(hop => made.GetValueOrDefault(hop.CallerArn)).OfType<string>().Distinct().Select(id => (JsonNode)id)];
            JsonObject resource = CreateRole(policies, [.. role], parameters);
            if (callers.Length > 0)
            {
                resource["DependsOn"] = new JsonArray(callers);
            }

            string id = LogicalId(resources, role.Key.Name);
            resources[id] = resource;
            made[role.Key.ToString()] = id;
        }

        if (policies.Source.AccountId == account && CallerStatements(policies, policies.Source.PrincipalArn) is { Count: > 0 } statements)
        {
            resources[LogicalId(resources, "SourcePolicy")] = CreateSourcePolicy(policies.Source, statements);
        }

        JsonObject template = new()
        {
            ["AWSTemplateFormatVersion"] = "2010-09-09",
            ["Description"] = $"Account {account} of a role chain.",
        };
        if (parameters.Count > 0)
        {
            template["Parameters"] = parameters;
        }

        template["Resources"] = resources;
        return template;
    }

    private static JsonObject CreateSourcePolicy(ChainSource source, IReadOnlyList<PolicyStatement> statements)
    {
        JsonObject document = PolicyNodes.Create(statements);
        if (source.IsAwsOwned)
        {
            return Resource(
                "AWS::IAM::ManagedPolicy", new JsonObject { ["ManagedPolicyName"] = statements[0].Sid, ["PolicyDocument"] = document });
        }

        string kind = source.IsUser ? "User" : "Role";
        return Resource($"AWS::IAM::{kind}Policy", new JsonObject
        {
            [$"{kind}Name"] = source.Name,
            ["PolicyName"] = statements[0].Sid,
            ["PolicyDocument"] = document,
        });
    }

    private static JsonObject CreateRole(ChainPolicies policies, IReadOnlyList<HopPolicies> hops, JsonObject parameters)
    {
        RoleArn role = hops[0].Hop.RoleArn;
        JsonObject properties = new() { ["RoleName"] = role.Name };
        if (role.Path != "/")
        {
            properties["Path"] = role.Path;
        }

        if (MaxSession.Find(hops) is { } seconds)
        {
            properties["MaxSessionDuration"] = seconds;
        }

        IReadOnlyList<PolicyStatement> trust = LocalFileWriter.Renumber([.. hops.SelectMany(hop => hop.TrustStatements)]);
        JsonObject document = PolicyNodes.Create(trust, condition => Parameter(parameters, condition));
        if (policies.Source.Principal is null && hops.Any(hop => hop.Hop.Number == 1))
        {
            parameters[SourceParameter] = new JsonObject { ["Type"] = "String" };
            foreach (JsonNode? statement in document["Statement"]!.AsArray())
            {
                if (statement!["Principal"]!["AWS"]!.GetValue<string>() == ChainSource.Placeholder)
                {
                    statement["Principal"]!["AWS"] = Reference(SourceParameter);
                }
            }
        }

        properties["AssumeRolePolicyDocument"] = document;
        if (CallerStatements(policies, role.ToString()) is { Count: > 0 } statements)
        {
            properties["Policies"] = new JsonArray(
                new JsonObject { ["PolicyName"] = statements[0].Sid, ["PolicyDocument"] = PolicyNodes.Create(statements) });
        }

        return Resource("AWS::IAM::Role", properties);
    }

    private static IReadOnlyList<PolicyStatement> CallerStatements(ChainPolicies policies, string callerArn) =>
        LocalFileWriter.Renumber([.. policies.Hops.Where(hop => hop.CallerArn == callerArn).SelectMany(hop => hop.CallerStatements)]);

    private static JsonObject Parameter(JsonObject parameters, PolicyCondition condition)
    {
        string name = string.Concat(condition.SecretName!.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
        parameters[name] = new JsonObject { ["Type"] = "String", ["NoEcho"] = true };
        return Reference(name);
    }

    private static JsonObject Reference(string name) => new() { ["Ref"] = name };

    private static JsonObject Resource(string type, JsonObject properties) => new() { ["Type"] = type, ["Properties"] = properties };

    private static string LogicalId(JsonObject resources, string name)
    {
        string id = string.Concat(name.Where(char.IsAsciiLetterOrDigit));
        return FreeName.Find(id.Length == 0 ? "Role" : id, used => resources.ContainsKey(used) || IsParameter(used));
    }

    // A template may not use a name for a parameter and for a resource.
    private static bool IsParameter(string name) => name == SourceParameter || ExternalIdParameter().IsMatch(name);

    private static string ToYaml(JsonObject template)
    {
        using StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        new YamlStream(new YamlDocument(ToNode(template))).Save(text, assignAnchors: false);

        // The library ends a document with its mark, which CloudFormation does not need.
        string yaml = text.ToString();
        return yaml.EndsWith("...\n", StringComparison.Ordinal) ? yaml[..^"...\n".Length] : yaml;
    }

    private static YamlNode ToNode(JsonNode? node) => node switch
    {
        JsonObject map => new YamlMappingNode(map.Select(
            entry => KeyValuePair.Create<YamlNode, YamlNode>(Scalar(entry.Key, isText: true), ToNode(entry.Value)))),
        JsonArray list => new YamlSequenceNode(list.Select(ToNode)),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Scalar(value.GetValue<string>(), isText: true),
        _ => Scalar(node!.ToJsonString(), isText: false),
    };

    // Account ids and dates are texts here, and numbers and dates for YAML: quotes keep them texts.
    private static YamlScalarNode Scalar(string value, bool isText)
    {
        bool isPlain = !isText || (char.IsAsciiLetter(value.Length > 0 ? value[0] : ' ')
            && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '/' or ':' or '-' or '.' or '=')
            && !value.EndsWith(':')
            && value.ToUpperInvariant() is not ("TRUE" or "FALSE" or "YES" or "NO" or "ON" or "OFF" or "NULL" or "Y" or "N"));
        return new YamlScalarNode(value) { Style = isPlain ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted };
    }

    // The description that CreateTemplate writes.
    [GeneratedRegex(@"^Account ([0-9]{12}) of a role chain\.\z", RegexOptions.CultureInvariant)]
    private static partial Regex Described();

    // As PolicyGenerator names the secret of a hop.
    [GeneratedRegex(@"^Hop[0-9]+ExternalId\z", RegexOptions.CultureInvariant)]
    private static partial Regex ExternalIdParameter();
}
