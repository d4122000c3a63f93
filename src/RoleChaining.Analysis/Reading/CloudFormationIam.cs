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

    public void AddNamed()
    {
        foreach ((string id, JsonObject resource) in stack.Made)
        {
            AddNamed(id, resource, stack.Properties(resource));
        }
    }

    public void AddParts()
    {
        foreach ((string id, JsonObject resource) in stack.Made)
        {
            AddPart(id, resource, stack.Properties(resource));
        }
    }

    private static string? Type(JsonObject resource) => resource["Type"]?.ToString();

    private void AddNamed(string id, JsonObject resource, CloudFormationProperties properties)
    {
        string? type = Type(resource);
        if (type == "AWS::IAM::ManagedPolicy")
        {
            builder.ManagedPolicies[PolicyKey(id, resource)] = Document(id, resource, properties["PolicyDocument"], $"the policy of {id}");
            return;
        }

        if (type is not ("AWS::IAM::Role" or "AWS::IAM::User" or "AWS::IAM::Group"))
        {
            return;
        }

        if (stack.FindArn(resource) is not { } arn)
        {
            bool isNameKnown = stack.IsNameKnown(resource);
            accounts.Note(
                isNameKnown && stack.FindName(resource) is null
                    ? $"{id} has no name of its own, so its ARN is known only after the deployment."
                : stack.AccountId is null ? $"the account of {id} is not known; write ACCOUNT=FILE." // the name may have it
                : $"the {(isNameKnown ? "path" : "name")} of {id} is known only after the deployment.");
            return;
        }

        IamIdentityBuilder identity = builder.Identity(type["AWS::IAM::".Length..].ToLowerInvariant(), arn);
        identity.Origin = $"{id} in {accounts.File}";
        bool isChanged = CloudFormationMacros.Change(resource);
        if (type == "AWS::IAM::Role")
        {
            identity.Trust = Document(id, resource, properties["AssumeRolePolicyDocument"], $"the trust policy of {id}");
            identity.MaxSessionDuration = isChanged ? null : FindDuration(properties["MaxSessionDuration"]);
        }

        if (Doubt(id, resource) is { } doubt)
        {
            identity.Missing.Add(doubt);
        }

        AddPolicies(identity, id, resource, properties);
        identity.BoundaryArn = FindPolicy(properties["PermissionsBoundary"], $"the permissions boundary of {id}");
        identity.Tags = isChanged ? null : ReadTags(properties["Tags"]);
    }

    private void AddPolicies(IamIdentityBuilder identity, string id, JsonObject resource, CloudFormationProperties properties)
    {
        List<JsonNode> inline = stack.FindItems(properties["Policies"], out bool areKnown);
        List<JsonNode> attached = stack.FindItems(properties["ManagedPolicyArns"], out bool areManagedKnown);
        foreach (JsonObject given in inline.OfType<JsonObject>())
        {
            // An item may be a function that chooses a policy.
            JsonObject policy = stack.TryResolve(given, out JsonNode? chosen) && chosen is JsonObject whole ? whole : given;
            string name = stack.FindText(policy["PolicyName"])
                ?? string.Create(CultureInfo.InvariantCulture, $"{identity.InlinePolicies.Count + 1}");
            identity.InlinePolicies[name] = Document(id, resource, policy["PolicyDocument"], $"the inline policy {name} of {id}");
        }

        foreach (JsonNode managed in attached)
        {
            identity.PolicyArns.Add(FindPolicy(managed, $"a managed policy of {id}")!);
        }

        if (!areKnown || !areManagedKnown)
        {
            identity.Missing.Add($"a part of {id} in {accounts.File} (known only after the deployment)");
        }
    }

    /// <summary>The longest session: AWS's default where there is none, and null where it is not known.</summary>
    private TimeSpan? FindDuration(JsonNode? property) =>
        stack.TryResolve(property, out JsonNode? value)
        && int.TryParse(value?.ToString() ?? "3600", NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;

    /// <summary>The ARN of a managed policy, or what stands in for it; null where there is none.</summary>
    private string? FindPolicy(JsonNode? value, string what) =>
        stack.FindReferred(value) is { } referred && Type(referred.Value) == "AWS::IAM::ManagedPolicy"
            ? PolicyKey(referred.Key, referred.Value)
        : !stack.TryResolve(value, out JsonNode? resolved) ? $"{what} in {accounts.File} (known only after the deployment)"
        : resolved?.ToString();

    // A policy without a name is made under a name that nobody knows, but what it says is known.
    private string PolicyKey(string id, JsonObject resource) => stack.FindArn(resource) ?? $"{id} in {accounts.File}";

    private void AddPart(string id, JsonObject resource, CloudFormationProperties properties)
    {
        switch (Type(resource) ?? "")
        {
            case "AWS::IAM::ManagedPolicy":
                foreach (IamIdentityBuilder holder in Holders(id, properties))
                {
                    holder.PolicyArns.Add(PolicyKey(id, resource));
                }

                break;
            case "AWS::IAM::Policy":
                foreach (IamIdentityBuilder holder in Holders(id, properties))
                {
                    AddInline(holder, id, resource, properties);
                }

                break;
            case "AWS::IAM::RolePolicy" or "AWS::IAM::UserPolicy" or "AWS::IAM::GroupPolicy":
                string kind = Type(resource)!["AWS::IAM::".Length..^"Policy".Length];
                JsonArray names = new(properties[$"{kind}Name"]?.DeepClone());
                foreach (IamIdentityBuilder owner in FindHolders(id, kind.ToLowerInvariant(), names))
                {
                    AddInline(owner, id, resource, properties);
                }

                break;
            case "AWS::IAM::User":
                if (stack.FindArn(resource) is { } userArn)
                {
                    Join([builder.User(userArn)], id, resource, properties["Groups"]);
                }

                break;
            case "AWS::IAM::UserToGroupAddition":
                JsonArray group = new(properties["GroupName"]?.DeepClone());
                Join([.. FindHolders(id, "user", properties["Users"])], id, resource, group);
                break;
            case "AWS::IAM::OIDCProvider":
                if (stack.FindArn(resource) is { } arn)
                {
                    string[] audiences = [.. stack.FindItems(properties["ClientIdList"], out _).Select(stack.FindText).OfType<string>()];
                    builder.OidcProviders[arn] = new IamOidcProvider(arn, audiences);
                }

                break;
            case "AWS::Organizations::Policy":
                IamDocument content = Document(id, resource, properties["Content"], $"the content of {id}");
                new CloudFormationOrganization(builder.Organization, stack, accounts).Add(id, properties, content);
                break;
            case "AWS::CloudFormation::Stack" or "AWS::CloudFormation::StackSet" or "AWS::Serverless::Application":
                accounts.Note($"{id} is a stack of its own, whose template is to be given too.");
                break;
            case "AWS::Serverless::Function" or "AWS::Serverless::StateMachine" when properties["Role"] is null:
                accounts.Note($"the role that SAM makes for {id} is not known.");
                break;
            case var other when other.StartsWith("AWS::IAM::", StringComparison.Ordinal)
                && other is not ("AWS::IAM::Role" or "AWS::IAM::Group") && !Ignored.Contains(other):
                accounts.Note($"{id} is a {other}, which is not read.");
                break;
        }
    }

    private void AddInline(IamIdentityBuilder holder, string id, JsonObject resource, CloudFormationProperties properties) =>
        holder.InlinePolicies[stack.FindText(properties["PolicyName"]) ?? id] =
            Document(id, resource, properties["PolicyDocument"], $"the policy of {id}");

    private void Join(IReadOnlyList<IamIdentityBuilder> users, string id, JsonObject resource, JsonNode? groups)
    {
        string[] arns = [.. FindHolders(id, "group", groups, out bool areAll).Select(group => group.Arn)];
        string? doubt = Doubt(id, resource) ?? (areAll ? null : $"a group of {id} in {accounts.File} (known only after the deployment)");
        foreach (IamIdentityBuilder user in users)
        {
            user.GroupArns.UnionWith(arns);
            if (doubt is not null)
            {
                user.Missing.Add(doubt); // what the group denies
            }
        }
    }

    private IEnumerable<IamIdentityBuilder> Holders(string id, CloudFormationProperties properties) =>
    [
        .. FindHolders(id, "role", properties["Roles"]),
        .. FindHolders(id, "user", properties["Users"]),
        .. FindHolders(id, "group", properties["Groups"]),
    ];

    private List<IamIdentityBuilder> FindHolders(string id, string kind, JsonNode? names) => FindHolders(id, kind, names, out _);

    private List<IamIdentityBuilder> FindHolders(string id, string kind, JsonNode? names, out bool areAll)
    {
        List<IamIdentityBuilder> holders = [];
        List<JsonNode> items = stack.FindItems(names, out bool areKnown);
        foreach (JsonNode name in items)
        {
            if (FindHolder(kind, stack.FindText(name)) is { } holder)
            {
                holders.Add(holder);
            }
            else
            {
                accounts.Note($"{id} belongs to a {kind} that is known only after the deployment.");
                areKnown &= stack.FindReferred(name) is not null; // a resource without a name is not in the snapshot
            }
        }

        areAll = areKnown && holders.Count == items.Count;
        if (!areKnown)
        {
            AddDoubt(id, kind);
        }

        return holders;
    }

    // It may belong to any of the account.
    private void AddDoubt(string id, string kind)
    {
        foreach (IamIdentityBuilder identity in builder.Known(kind).Where(IsInAccount))
        {
            identity.Missing.Add($"the {kind} of {id} in {accounts.File} (known only after the deployment)");
        }
    }

    // By name. The path is in the ARN alone, so what is known of the account goes first.
    private IamIdentityBuilder? FindHolder(string kind, string? name)
    {
        if (name is null || stack.AccountId is null)
        {
            return null;
        }

        IamIdentityBuilder? found = builder.Known(kind).FirstOrDefault(
            identity => IsInAccount(identity) && identity.Arn.EndsWith($"/{name}", StringComparison.Ordinal));
        if (found is not null)
        {
            return found;
        }

        IamIdentityBuilder other = builder.Identity(kind, $"arn:{accounts.Partition}:iam::{stack.AccountId}:{kind}/{name}");
        other.Missing.Add($"what other policies {other.Arn} has (in no file)");
        return other;
    }

    private bool IsInAccount(IamIdentityBuilder identity) =>
        stack.AccountId is null || identity.Arn.Contains($"::{stack.AccountId}:", StringComparison.Ordinal);

    private Dictionary<string, string>? ReadTags(JsonNode? tags)
    {
        Dictionary<string, string> result = new(StringComparer.OrdinalIgnoreCase);
        List<JsonNode> items = stack.FindItems(tags, out bool areKnown);
        foreach (JsonNode item in items)
        {
            if (!stack.TryResolve(item, out JsonNode? tag) || tag is not JsonObject
                || tag["Key"]?.ToString() is not { } key || tag["Value"]?.ToString() is not { } value)
            {
                return null;
            }

            result[key] = value;
        }

        return areKnown ? result : null;
    }

    /// <summary>What makes a resource unknown: a macro that changes it, or a condition that is not known; null where nothing does.</summary>
    private string? Doubt(string id, JsonObject resource) =>
        CloudFormationMacros.Change(resource) ? $"the macro of {id} in {accounts.File}"
        : stack.IsMade(resource) is null ? $"the condition {resource["Condition"]} of {id} in {accounts.File}" : null;

    private IamDocument Document(string id, JsonObject resource, JsonNode? document, string what) =>
        Doubt(id, resource) is { } doubt ? IamDocument.Unknown(doubt)
        : stack.TryResolve(document, out JsonNode? resolved) && resolved is not null
            ? new IamDocument(resolved is JsonValue ? resolved.ToString() : JsonText.WriteLine(resolved))
            : IamDocument.Unknown($"{what} in {accounts.File} (known only after the deployment)");
}
