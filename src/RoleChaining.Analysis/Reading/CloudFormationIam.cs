using System.Globalization;
using System.Text.Json.Nodes;
using RoleChaining.Generating;

namespace RoleChaining.Reading;

/// <summary>Adds the IAM resources of a template to a snapshot.</summary>
internal sealed class CloudFormationIam(IamSnapshotBuilder builder, CloudFormationStack stack, AccountFinder accounts)
{
    // They say nothing of who may do what.
    private static readonly HashSet<string> Ignored =
    [
        "AWS::IAM::InstanceProfile", "AWS::IAM::AccessKey", "AWS::IAM::ServerCertificate", "AWS::IAM::SAMLProvider",
        "AWS::IAM::VirtualMFADevice",
    ];

    public void Add()
    {
        (string Id, JsonObject Resource)[] made = [.. stack.Resources
            .Select(resource => (resource.Key, Resource: resource.Value as JsonObject))
            .Where(resource => resource.Resource is not null && stack.IsMade(resource.Resource))
            .Select(resource => (resource.Key, resource.Resource!))];
        foreach ((string id, JsonObject resource) in made)
        {
            AddNamed(id, resource, Properties(resource));
        }

        foreach ((string id, JsonObject resource) in made)
        {
            AddPart(id, resource["Type"]?.ToString() ?? "", Properties(resource));
        }
    }

    private static JsonObject Properties(JsonObject resource) => resource["Properties"] as JsonObject ?? [];

    private void AddNamed(string id, JsonObject resource, JsonObject properties)
    {
        string? type = resource["Type"]?.ToString();
        if (type is not ("AWS::IAM::Role" or "AWS::IAM::User" or "AWS::IAM::Group" or "AWS::IAM::ManagedPolicy"))
        {
            return;
        }

        if (stack.FindArn(resource) is not { } arn)
        {
            accounts.Note(stack.FindName(resource) is null
                ? $"{id} has no name of its own, so its ARN is known only after the deployment."
                : $"the account of {id} is not known; write ACCOUNT=FILE.");
            return;
        }

        if (type == "AWS::IAM::ManagedPolicy")
        {
            builder.ManagedPolicies[arn] = Document(properties["PolicyDocument"], $"the policy of {id}");
            foreach (IamIdentityBuilder holder in Holders(id, properties))
            {
                holder.PolicyArns.Add(arn);
            }

            return;
        }

        IamIdentityBuilder identity = type switch
        {
            "AWS::IAM::Role" => builder.Role(arn),
            "AWS::IAM::User" => builder.User(arn),
            _ => builder.Group(arn),
        };
        identity.Origin = $"{id} in {accounts.File}";
        AddIdentity(identity, id, properties);
    }

    private void AddIdentity(IamIdentityBuilder identity, string id, JsonObject properties)
    {
        if (properties["AssumeRolePolicyDocument"] is { } trust)
        {
            identity.Trust = Document(trust, $"the trust policy of {id}");
        }

        if (int.TryParse(stack.FindText(properties["MaxSessionDuration"]) ?? "3600", NumberStyles.None, CultureInfo.InvariantCulture, out int seconds))
        {
            identity.MaxSessionDuration = TimeSpan.FromSeconds(seconds);
        }

        foreach (JsonObject given in Items(properties["Policies"], identity, id).OfType<JsonObject>())
        {
            // An item may be a function that chooses a policy, or none.
            JsonObject policy = stack.TryResolve(given, out JsonNode? chosen) && chosen is JsonObject whole ? whole : given;
            if (policy["Ref"]?.ToString() == "AWS::NoValue")
            {
                continue;
            }

            string name = stack.FindText(policy["PolicyName"]) ?? string.Create(CultureInfo.InvariantCulture, $"{identity.InlinePolicies.Count + 1}");
            identity.InlinePolicies[name] = Document(policy["PolicyDocument"], $"the inline policy {name} of {id}");
        }

        foreach (JsonNode? managed in Items(properties["ManagedPolicyArns"], identity, id))
        {
            identity.PolicyArns.Add(stack.FindText(managed) ?? $"a managed policy of {id} in {accounts.File}, known only after the deployment");
        }

        foreach (JsonNode? group in Items(properties["Groups"], identity, id))
        {
            if (FindHolder("group", stack.FindText(group)) is { } found)
            {
                identity.GroupArns.Add(found.Arn);
            }
        }

        identity.BoundaryArn = properties["PermissionsBoundary"] is not { } boundary
            ? null
            : stack.FindText(boundary) ?? $"the permissions boundary of {id} in {accounts.File}, known only after the deployment";
        identity.Tags = ReadTags(properties["Tags"]);
    }

    private void AddPart(string id, string type, JsonObject properties)
    {
        switch (type)
        {
            case "AWS::IAM::Policy":
                foreach (IamIdentityBuilder holder in Holders(id, properties))
                {
                    holder.InlinePolicies[stack.FindText(properties["PolicyName"]) ?? id] = Document(properties["PolicyDocument"], $"the policy of {id}");
                }

                break;
            case "AWS::IAM::RolePolicy" or "AWS::IAM::UserPolicy" or "AWS::IAM::GroupPolicy":
                string kind = type["AWS::IAM::".Length..^"Policy".Length];
                if (FindHolder(kind.ToLowerInvariant(), stack.FindText(properties[$"{kind}Name"])) is { } owner)
                {
                    owner.InlinePolicies[stack.FindText(properties["PolicyName"]) ?? id] = Document(properties["PolicyDocument"], $"the policy of {id}");
                }

                break;
            case "AWS::IAM::UserToGroupAddition":
                foreach (JsonNode? user in properties["Users"] as JsonArray ?? [])
                {
                    if (FindHolder("user", stack.FindText(user)) is { } member && FindHolder("group", stack.FindText(properties["GroupName"])) is { } group)
                    {
                        member.GroupArns.Add(group.Arn);
                    }
                }

                break;
            case "AWS::IAM::OIDCProvider":
                if (stack.FindArn(new JsonObject { ["Type"] = type, ["Properties"] = properties.DeepClone() }) is { } arn)
                {
                    string[] audiences = [.. (properties["ClientIdList"] as JsonArray ?? []).Select(stack.FindText).OfType<string>()];
                    builder.OidcProviders[arn] = new IamOidcProvider(arn, audiences);
                }

                break;
            case "AWS::Organizations::Policy":
                AddControlPolicy(id, properties);
                break;
            case "AWS::Serverless::Function" or "AWS::Serverless::StateMachine" when !properties.ContainsKey("Role"):
                accounts.Note($"the role that SAM makes for {id} is not known.");
                break;
            case var other when other.StartsWith("AWS::IAM::", StringComparison.Ordinal)
                && other is not ("AWS::IAM::Role" or "AWS::IAM::User" or "AWS::IAM::Group" or "AWS::IAM::ManagedPolicy") && !Ignored.Contains(other):
                accounts.Note($"{id} is a {other}, which is not read.");
                break;
        }
    }

    private void AddControlPolicy(string id, JsonObject properties)
    {
        IDictionary<string, IamDocument>? policies = stack.FindText(properties["Type"]) switch
        {
            "SERVICE_CONTROL_POLICY" => builder.Organization.ServiceControlPolicies,
            "RESOURCE_CONTROL_POLICY" => builder.Organization.ResourceControlPolicies,
            _ => null,
        };
        if (policies is null)
        {
            return;
        }

        policies[id] = Document(properties["Content"], $"the content of {id}");
        foreach (JsonNode? target in properties["TargetIds"] as JsonArray ?? [])
        {
            if (stack.FindText(target) is { } targetId)
            {
                builder.Organization.Attach(id, targetId);
            }
        }
    }

    private IEnumerable<IamIdentityBuilder> Holders(string id, JsonObject properties)
    {
        foreach ((string property, string kind) in ((string, string)[])[("Roles", "role"), ("Users", "user"), ("Groups", "group")])
        {
            foreach (JsonNode? name in properties[property] as JsonArray ?? [])
            {
                if (FindHolder(kind, stack.FindText(name)) is { } holder)
                {
                    yield return holder;
                }
                else
                {
                    accounts.Note($"{id} belongs to a {kind} that is known only after the deployment.");
                }
            }
        }
    }

    // By name. The path is in the ARN alone, so what is known of the account goes first.
    private IamIdentityBuilder? FindHolder(string kind, string? name)
    {
        if (name is null || stack.AccountId is null)
        {
            return null;
        }

        IEnumerable<IamIdentityBuilder> known = kind switch { "role" => builder.Roles, "user" => builder.Users, _ => builder.Groups };
        IamIdentityBuilder? found = known.FirstOrDefault(identity =>
            identity.Arn.Contains($"::{stack.AccountId}:", StringComparison.Ordinal) && identity.Arn.EndsWith($"/{name}", StringComparison.Ordinal));
        string arn = found?.Arn ?? $"arn:aws:iam::{stack.AccountId}:{kind}/{name}";
        return kind switch { "role" => builder.Role(arn), "user" => builder.User(arn), _ => builder.Group(arn) };
    }

    private JsonArray Items(JsonNode? list, IamIdentityBuilder identity, string id)
    {
        if (list is null or JsonArray)
        {
            return list as JsonArray ?? [];
        }

        if (stack.TryResolve(list, out JsonNode? resolved))
        {
            return resolved as JsonArray ?? [];
        }

        identity.Missing.Add($"a part of {id} in {accounts.File}, known only after the deployment");
        return [];
    }

    private Dictionary<string, string>? ReadTags(JsonNode? tags)
    {
        Dictionary<string, string> result = new(StringComparer.OrdinalIgnoreCase);
        foreach (JsonObject tag in (tags as JsonArray ?? []).OfType<JsonObject>())
        {
            if (stack.FindText(tag["Key"]) is not { } key || stack.FindText(tag["Value"]) is not { } value)
            {
                return null;
            }

            result[key] = value;
        }

        return result;
    }

    private IamDocument Document(JsonNode? document, string what) => stack.TryResolve(document, out JsonNode? resolved) && resolved is not null
        ? new IamDocument(resolved is JsonValue ? resolved.ToString() : JsonText.WriteLine(resolved))
        : IamDocument.Unknown($"{what} in {accounts.File}, known only after the deployment,");
}
