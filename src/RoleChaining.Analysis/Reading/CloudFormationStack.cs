using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RoleChaining.Reading;

/// <summary>
/// The values of a template: what its functions come to, with the defaults of its parameters. See
/// <see href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html">the
/// functions</see>.
/// </summary>
internal sealed partial class CloudFormationStack(JsonObject template, string? accountId, string partition)
{
    private const int MaxDepth = 64;

    // Names that refer to names that refer to names twice each would take forever.
    private const int MaxSteps = 100_000;

    // A value that is left out: AWS::NoValue.
    private static readonly JsonObject NoValue = new() { ["Ref"] = "AWS::NoValue" };

    private int _depth;
    private int _steps;

    public string? AccountId => accountId;

    public JsonObject Resources => template[nameof(Resources)]!.AsObject();

    /// <summary>The resources that are made, or of which it is not known whether they are.</summary>
    public IEnumerable<KeyValuePair<string, JsonObject>> Made => Resources
        .Where(resource => resource.Value is JsonObject && IsMade(resource.Value.AsObject()) != false)
        .Select(resource => KeyValuePair.Create(resource.Key, resource.Value!.AsObject()));

    /// <summary>Whether the resource's condition holds; null where it is not known.</summary>
    public bool? IsMade(JsonObject resource) => resource["Condition"]?.ToString() is { } condition ? Holds(Condition(condition)) : true;

    /// <summary>The text that a value comes to; null where there is none, or it is not known.</summary>
    public string? FindText(JsonNode? value) =>
        TryResolve(value, out JsonNode? resolved) && resolved is JsonValue ? resolved.ToString() : null;

    /// <summary>What a value comes to: null for AWS::NoValue. It is not resolved if any part of it is not known.</summary>
    public bool TryResolve(JsonNode? value, out JsonNode? resolved)
    {
        _steps = _depth == 0 ? 0 : _steps;
        bool isResolved = TryResolvePart(value, out resolved);
        resolved = JsonNode.DeepEquals(resolved, NoValue) ? null : resolved;
        return isResolved;
    }

    /// <summary>The items of a list, without those that are left out.</summary>
    public List<JsonNode> FindItems(JsonNode? list, out bool areKnown)
    {
        areKnown = true;
        JsonArray? items = list as JsonArray;
        if (items is null)
        {
            areKnown = TryResolve(list, out JsonNode? resolved);
            items = resolved switch { null => [], JsonArray array => array, _ => new JsonArray(resolved) };
        }

        return [.. items.OfType<JsonNode>().Where(item => !TryResolve(item, out JsonNode? value) || value is not null)];
    }

    /// <summary>The resource that a Ref refers to.</summary>
    public KeyValuePair<string, JsonObject>? FindReferred(JsonNode? value) =>
        value is JsonObject { Count: 1 } map && map["Ref"] is JsonValue name && Resources[name.ToString()] is JsonObject resource
            ? KeyValuePair.Create(name.ToString(), resource)
            : null;

    private bool TryResolvePart(JsonNode? value, out JsonNode? resolved)
    {
        resolved = null;
        if (_depth > MaxDepth || ++_steps > MaxSteps)
        {
            return false; // the template refers to itself
        }

        _depth++;
        try
        {
            return TryResolveOnce(value, out resolved);
        }
        finally
        {
            _depth--;
        }
    }

    private bool TryResolveOnce(JsonNode? value, out JsonNode? resolved)
    {
        resolved = null;
        switch (value)
        {
            case null:
                return true;
            case JsonValue text:
                resolved = text.DeepClone();
                return !IsDynamic(text);
            case JsonArray list:
                return TryResolveList(list, out resolved);
            case JsonObject map when map.Count == 1 && map.First() is var (name, argument)
                && (name == "Ref" || name.StartsWith("Fn::", StringComparison.Ordinal)):
                return TryCall(name, argument, out resolved);
            default:
                return TryResolveObject(value.AsObject(), out resolved);
        }
    }

    private static JsonNode? Member(JsonNode? map, JsonNode? name) => name is null ? null : (map as JsonObject)?[name.ToString()];

    // A secret or a parameter, which is looked up in the deployment.
    private static bool IsDynamic(JsonNode? value) =>
        value is JsonValue text && text.ToString().Contains("{{resolve:", StringComparison.Ordinal);

    private JsonNode? Condition(string? name) => name is null ? null : (template["Conditions"] as JsonObject)?[name];

    private bool TryResolveList(JsonArray list, out JsonNode? resolved)
    {
        JsonArray items = [];
        resolved = items;
        foreach (JsonNode? item in list)
        {
            if (!TryResolvePart(item, out JsonNode? value))
            {
                return false;
            }

            if (!JsonNode.DeepEquals(value, NoValue))
            {
                items.Add(value);
            }
        }

        return true;
    }

    private bool TryResolveObject(JsonObject map, out JsonNode? resolved)
    {
        JsonObject members = [];
        resolved = members;
        if (CloudFormationMacros.AreIn(map))
        {
            return false;
        }

        foreach ((string name, JsonNode? member) in map)
        {
            if (!TryResolvePart(member, out JsonNode? value))
            {
                return false;
            }

            if (!JsonNode.DeepEquals(value, NoValue))
            {
                members[name] = value;
            }
        }

        return true;
    }

    private bool TryCall(string name, JsonNode? argument, out JsonNode? resolved)
    {
        resolved = name switch
        {
            "Ref" => Refer(argument?.ToString() ?? ""),
            "Fn::GetAtt" => GetAttribute(argument),
            "Fn::Sub" => Substitute(argument),
            "Fn::Join" when TryResolvePart(argument, out JsonNode? join) && join is JsonArray and [var separator, JsonArray parts] =>
                JsonValue.Create(string.Join(separator?.ToString(), parts.Select(part => part?.ToString()))),
            "Fn::Split" when TryResolvePart(argument, out JsonNode? split) && split is JsonArray and [var separator, JsonValue text] =>
                new JsonArray([.. text.ToString().Split(separator?.ToString()).Select(part => (JsonNode)JsonValue.Create(part))]),
            "Fn::Select" when TryResolvePart(argument, out JsonNode? select) && select is JsonArray and [var index, JsonArray items]
                && int.TryParse(index?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                && number < items.Count =>
                items[number]?.DeepClone(),
            "Fn::FindInMap" when TryResolvePart(argument, out JsonNode? find) && find is JsonArray and [var map, var first, var second] =>
                Member(Member(Member(template["Mappings"], map), first), second)?.DeepClone(),
            "Fn::If" when argument is JsonArray and [var condition, var then, var otherwise] =>
                Holds(Condition(condition?.ToString())) is { } holds && TryResolvePart(holds ? then : otherwise, out JsonNode? chosen)
                    ? chosen
                    : null,
            _ => null,
        };
        return resolved is not null && !IsDynamic(resolved);
    }

    private JsonNode? Refer(string name)
    {
        switch (name)
        {
            case "AWS::AccountId":
                return accountId is null ? null : JsonValue.Create(accountId);
            case "AWS::Partition":
                return JsonValue.Create(partition);
            case "AWS::URLSuffix":
                return FilePartition.FindUrlSuffix(partition) is { } suffix ? JsonValue.Create(suffix) : null;
            case "AWS::NoValue":
                return NoValue.DeepClone();
        }

        if ((template["Parameters"] as JsonObject)?[name] is JsonObject parameter)
        {
            JsonNode? given = parameter["Default"];
            string type = parameter["Type"]?.ToString() ?? "";
            if (type.StartsWith("AWS::SSM::Parameter::Value<", StringComparison.Ordinal))
            {
                return null; // its default is the name of what is looked up
            }

            return given is not null && (type == "CommaDelimitedList" || type.StartsWith("List<", StringComparison.Ordinal))
                ? new JsonArray(
                    [.. given.ToString().Split(',', StringSplitOptions.TrimEntries).Select(item => (JsonNode)JsonValue.Create(item))])
                : given?.DeepClone();
        }

        return Resources[name] is JsonObject resource ? ReferToResource(resource) : null;
    }

    private JsonValue? ReferToResource(JsonObject resource) => resource["Type"]?.ToString() switch
    {
        "AWS::IAM::ManagedPolicy" or "AWS::IAM::OIDCProvider" => FindArn(resource) is { } arn ? JsonValue.Create(arn) : null,
        "AWS::IAM::Role" or "AWS::IAM::User" or "AWS::IAM::Group" => FindName(resource) is { } name ? JsonValue.Create(name) : null,
        _ => null,
    };

    private JsonValue? GetAttribute(JsonNode? argument)
    {
        string[] path = argument is JsonArray list
            ? [.. list.Select(part => part?.ToString() ?? "")]
            : argument?.ToString().Split('.', 2) ?? [];
        return path is [var name, "Arn" or "PolicyArn"] && Resources[name] is JsonObject resource && FindArn(resource) is { } arn
            ? JsonValue.Create(arn)
            : null;
    }

    /// <summary>The properties of a resource, of which a condition may choose one set or another.</summary>
    public CloudFormationProperties Properties(JsonObject resource)
    {
        JsonNode? chosen = resource[nameof(Properties)];
        while (chosen is JsonObject { Count: 1 } map && map["Fn::If"] is JsonArray and [var condition, var then, var otherwise]
            && Holds(Condition(condition?.ToString())) is { } holds)
        {
            chosen = holds ? then : otherwise;
        }

        return new CloudFormationProperties(chosen as JsonObject ?? []);
    }

    /// <summary>The physical name; null where CloudFormation makes it up, or where it is not known.</summary>
    public string? FindName(JsonObject resource) => FindText(Name(resource));

    /// <summary>Whether the physical name is set, or it is known that CloudFormation makes it up.</summary>
    public bool IsNameKnown(JsonObject resource) => TryResolve(Name(resource), out _);

    /// <summary>The ARN; null where the name or the account is not known.</summary>
    public string? FindArn(JsonObject resource)
    {
        string? type = resource["Type"]?.ToString();
        if (accountId is null)
        {
            return null;
        }

        if (type == "AWS::IAM::OIDCProvider")
        {
            return FindText(Properties(resource)["Url"]) is { } url
                ? $"arn:{partition}:iam::{accountId}:oidc-provider/{url.Replace("https://", "", StringComparison.Ordinal)}"
                : null;
        }

        string? kind = CloudFormationProperties.KindOf(type);
        return kind is not null && FindName(resource) is { } name && TryResolve(Properties(resource).Path, out JsonNode? path)
            ? $"arn:{partition}:iam::{accountId}:{kind}{path?.ToString() ?? "/"}{name}"
            : null;
    }

    private JsonNode? Name(JsonObject resource) =>
        CloudFormationProperties.NameOf(resource["Type"]?.ToString()) is { } property ? Properties(resource)[property] : null;

    private JsonValue? Substitute(JsonNode? argument)
    {
        (JsonNode? text, JsonObject? values) = argument is JsonArray and [var format, JsonObject map] ? (format, map) : (argument, null);
        if (text is not JsonValue)
        {
            return null;
        }

        bool isKnown = true;
        string result = Variable().Replace(text.ToString(), match =>
        {
            string name = match.Groups[1].Value;
            if (name.StartsWith('!'))
            {
                return $"${{{name[1..]}}}"; // ${!aws:username} stands for ${aws:username}
            }

            JsonNode? value = values?[name] is { } given
                ? TryResolvePart(given, out JsonNode? resolved) ? resolved : null
                : name.Contains('.', StringComparison.Ordinal) ? GetAttribute(JsonValue.Create(name)) : Refer(name);
            isKnown &= value is JsonValue;
            return value?.ToString() ?? "";
        });
        return isKnown ? JsonValue.Create(result) : null;
    }

    /// <summary>Null where it is not known.</summary>
    private bool? Holds(JsonNode? condition)
    {
        _steps = _depth == 0 ? 0 : _steps;
        if (condition is not JsonObject { Count: 1 } map || _depth > MaxDepth || ++_steps > MaxSteps)
        {
            return null;
        }

        _depth++;
        try
        {
            (string name, JsonNode? argument) = map.First();
            return name switch
            {
                "Condition" => Holds(Condition(argument?.ToString())),
                "Fn::Not" when argument is JsonArray and [var inner] => !Holds(inner),
                "Fn::And" when argument is JsonArray all => Combine(all, stops: false),
                "Fn::Or" when argument is JsonArray any => Combine(any, stops: true),
                "Fn::Equals" when TryResolvePart(argument, out JsonNode? pair) && pair is JsonArray and [var left, var right] =>
                    left?.ToString() == right?.ToString(),
                _ => null,
            };
        }
        finally
        {
            _depth--;
        }
    }

    private bool? Combine(JsonArray conditions, bool stops)
    {
        bool?[] values = [.. conditions.Select(Holds)];
        return values.Contains(stops) ? stops : values.Contains(null) ? null : !stops;
    }

    [GeneratedRegex(@"\$\{([^}]+)\}")]
    private static partial Regex Variable();
}
