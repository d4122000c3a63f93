using System.Text.Json.Nodes;

namespace RoleChaining.Reading;

/// <summary>The properties of a resource. Where a condition or a macro makes them, what does not stand there may be set too.</summary>
internal readonly struct CloudFormationProperties(JsonObject properties)
{
    /// <summary>What a property is set to; null where it is not set, and a value that cannot be resolved where that is not known.</summary>
    public JsonNode? this[string name] => properties[name] ?? (CloudFormationMacros.AreIn(properties) ? properties : null);

    /// <summary>The path. A macro beside the name hardly sets it, and the role or user that has this name is unknown anyway.</summary>
    public JsonNode? Path => properties.Count == 1 ? this[nameof(Path)] : properties[nameof(Path)];

    /// <summary>The property that is the physical name; null for another type.</summary>
    public static string? NameOf(string? type) => type switch
    {
        "AWS::IAM::Role" => "RoleName",
        "AWS::IAM::User" => "UserName",
        "AWS::IAM::Group" => "GroupName",
        "AWS::IAM::ManagedPolicy" => "ManagedPolicyName",
        _ => null,
    };

    /// <summary>The word before the name in the ARN; null for another type.</summary>
    public static string? KindOf(string? type) => type switch
    {
        "AWS::IAM::Role" => "role",
        "AWS::IAM::User" => "user",
        "AWS::IAM::Group" => "group",
        "AWS::IAM::ManagedPolicy" => "policy",
        _ => null,
    };
}
