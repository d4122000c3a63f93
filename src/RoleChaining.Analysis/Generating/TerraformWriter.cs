using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace RoleChaining.Generating;

/// <summary>
/// Writes Terraform for the <see href="https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role">AWS
/// provider</see>. A role is named by reference in the next one's trust policy, so that it is made first.
/// </summary>
internal sealed class TerraformWriter
{
    private const string SourceVariable = "source_principal_arn";

    private const string SourceLabel = "source";

    private readonly ChainPolicies _policies;
    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);

    private TerraformWriter(ChainPolicies policies)
    {
        _policies = policies;
        foreach (RoleArn role in policies.Hops.Select(hop => hop.Hop.RoleArn).Distinct())
        {
            string label = Label(role.Name);
            IEnumerable<string> labels = [label, $"{label}_{role.AccountId}", .. Enumerable.Range(2, policies.Hops.Count).Select(
                number => string.Create(CultureInfo.InvariantCulture, $"{label}_{role.AccountId}_{number}"))];
            _labels[role.ToString()] = labels.First(free => free != SourceLabel && !_labels.ContainsValue(free));
        }
    }

    public static string Write(ChainPolicies policies) => new TerraformWriter(policies).Write();

    private string Write()
    {
        _text.Append($$"""
            # The policies of a role chain: {{_policies.Chain}}
            # Each account has an alias of the AWS provider. Give each alias its region and its credentials.
            terraform {
              required_providers {
                aws = {
                  source = "hashicorp/aws"
                }
              }
            }

            """.ReplaceLineEndings("\n"));
        WriteProviders();
        WriteVariables();
        foreach (IGrouping<RoleArn, HopPolicies> role in _policies.Hops.GroupBy(hop => hop.Hop.RoleArn))
        {
            WriteRole(role.Key, [.. role]);
        }

        IEnumerable<HopPolicies> callers = _policies.Hops.Where(hop => hop.CallerStatements.Count > 0);
        foreach (IGrouping<string, HopPolicies> caller in callers.GroupBy(hop => hop.CallerArn))
        {
            WriteCaller(caller.Key, [.. caller.SelectMany(hop => hop.CallerStatements)]);
        }

        return _text.ToString();
    }

    private void WriteProviders()
    {
        IEnumerable<string> accounts = _policies.Hops.Select(hop => hop.Hop.RoleArn.AccountId);
        bool needsSource = _policies.Hops is [{ CallerStatements.Count: > 0 }, ..];
        accounts = _policies.Source.AccountId is { } source && needsSource
            ? accounts.Prepend(source)
            : accounts;
        foreach (string account in accounts.Distinct())
        {
            Block("provider \"aws\"", [("alias", Alias(account)), ("allowed_account_ids", new JsonArray(JsonValue.Create(account)))]);
        }
    }

    private void WriteVariables()
    {
        if (_policies.Source.Principal is null)
        {
            Variable(SourceVariable, "The user or role that begins the chain.", isSecret: false);
        }

        IEnumerable<PolicyStatement> statements = _policies.Hops.SelectMany(hop => hop.TrustStatements);
        foreach (PolicyCondition condition in statements.SelectMany(statement => statement.Conditions))
        {
            if (condition.SecretName is { } name)
            {
                Variable(name, "The external id that the hop sends.", isSecret: true);
            }
        }
    }

    private void Variable(string name, string description, bool isSecret)
    {
        List<(string, JsonNode?)> body = [("type", HclText.Reference("string")), ("description", description)];
        if (isSecret)
        {
            body.Add(("sensitive", true));
        }

        Block($"variable {HclText.Quote(name)}", body);
    }

    private void WriteRole(RoleArn role, IReadOnlyList<HopPolicies> hops)
    {
        List<(string, JsonNode?)> head = [("provider", Provider(role.AccountId)), ("name", role.Name)];
        if (role.Path != "/")
        {
            head.Add(("path", role.Path));
        }

        if (MaxSession.Find(hops) is { } seconds)
        {
            head.Add(("max_session_duration", seconds));
        }

        IReadOnlyList<PolicyStatement> statements = LocalFileWriter.Renumber([.. hops.SelectMany(hop => hop.TrustStatements)]);
        JsonObject document = PolicyNodes.Create(statements, condition => HclText.Reference($"var.{condition.SecretName}"));
        foreach (JsonNode? statement in document["Statement"]!.AsArray())
        {
            JsonObject principal = statement!["Principal"]!.AsObject();
            principal["AWS"] = FindReference(principal["AWS"]!.GetValue<string>());
        }

        Block($"resource \"aws_iam_role\" {HclText.Quote(_labels[role.ToString()])}", head, ("assume_role_policy", document));
    }

    private JsonNode FindReference(string principal) =>
        _labels.TryGetValue(principal, out string? label) ? HclText.Reference($"aws_iam_role.{label}.arn")
        : principal == ChainSource.Placeholder ? HclText.Reference($"var.{SourceVariable}")
        : JsonValue.Create(principal);

    private void WriteCaller(string caller, IReadOnlyList<PolicyStatement> statements)
    {
        statements = LocalFileWriter.Renumber(statements);
        string name = statements[0].Sid;
        JsonObject document = PolicyNodes.Create(statements);
        if (_labels.TryGetValue(caller, out string? label))
        {
            string account = RoleArn.Parse(caller).AccountId;
            Block(
                $"resource \"aws_iam_role_policy\" {HclText.Quote(label)}",
                [("provider", Provider(account)), ("name", name), ("role", HclText.Reference($"aws_iam_role.{label}.name"))],
                ("policy", document));
        }
        else if (_policies.Source.Principal is null)
        {
            Block($"resource \"aws_iam_policy\" {HclText.Quote(SourceLabel)}", [("name", name)], ("policy", document));
        }
        else if (_policies.Source.IsAwsOwned)
        {
            Block(
                $"resource \"aws_iam_policy\" {HclText.Quote(SourceLabel)}",
                [("provider", Provider(_policies.Source.AccountId!)), ("name", name)],
                ("policy", document));
        }
        else
        {
            string kind = _policies.Source.IsUser ? "user" : "role";
            Block(
                $"resource \"aws_iam_{kind}_policy\" {HclText.Quote(SourceLabel)}",
                [("provider", Provider(_policies.Source.AccountId!)), ("name", name), (kind, _policies.Source.Name)],
                ("policy", document));
        }
    }

    private void Block(string header, IReadOnlyList<(string Name, JsonNode? Value)> head, (string Name, JsonObject Document)? policy = null)
    {
        _text.Append($"\n{header} {{\n");
        HclText.WriteBody(_text, [.. head.Select(attribute => KeyValuePair.Create(attribute.Name, attribute.Value))], depth: 1);
        if (policy is var (name, document))
        {
            _text.Append($"\n  {name} = jsonencode({HclText.Write(document, depth: 1)})\n");
        }

        _text.Append("}\n");
    }

    private static JsonObject Provider(string account) => HclText.Reference($"aws.{Alias(account)}");

    private static string Alias(string account) => $"account_{account}";

    private static string Label(string name)
    {
        string label = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '_'));
        return char.IsAsciiDigit(label[0]) ? $"_{label}" : label;
    }
}
