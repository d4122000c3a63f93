using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using RoleChaining.Text;

namespace RoleChaining;

/// <summary>
/// The ARN of an IAM role, <c>arn:PARTITION:iam::ACCOUNT:role/PATH/NAME</c>, in any partition. Immutable. Compared as AWS compares it:
/// by every character, case included.
/// </summary>
[JsonConverter(typeof(RoleArnJsonConverter))]
public sealed class RoleArn : IEquatable<RoleArn>, IParsable<RoleArn>
{
    private readonly string _text;

    // Only for text in which RoleArnFormat finds no error.
    private RoleArn(string text)
    {
        ArnParts arn = ArnParts.Split(text)!;
        int name = arn.Resource.LastIndexOf('/') + 1;
        _text = text;
        Partition = arn.Partition;
        AccountId = arn.Account;
        Path = arn.Resource["role".Length..name];
        Name = arn.Resource[name..];
    }

    /// <summary>The partition: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c> and others.</summary>
    public string Partition { get; }

    /// <summary>The twelve digits of the role's account.</summary>
    public string AccountId { get; }

    /// <summary>The role's path, which begins and ends with <c>/</c>; <c>/</c> alone when it has none.</summary>
    public string Path { get; }

    /// <summary>The role's name without its path.</summary>
    public string Name { get; }

    /// <summary>Reads a role ARN.</summary>
    /// <exception cref="FormatException">It is none; the message says which part is wrong.</exception>
    public static RoleArn Parse(string s, IFormatProvider? provider = null)
    {
        ArgumentNullException.ThrowIfNull(s);
        return RoleArnFormat.Error(s) is { } error
            ? throw new FormatException($"{Quoted.Text(s)} is not the ARN of an IAM role: {error}.")
            : new RoleArn(s);
    }

    /// <summary>Reads a role ARN, if it is one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, [MaybeNullWhen(false)] out RoleArn result) => TryParse(s, null, out result);

    /// <summary>Reads a role ARN, if it is one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out RoleArn result)
    {
        result = s is null || RoleArnFormat.Error(s) is not null ? null : new RoleArn(s);
        return result is not null;
    }

    /// <summary>The ARN as a string.</summary>
    public static implicit operator string?(RoleArn? arn) => arn?._text;

    /// <summary>The ARN of a session of this role: <c>arn:PARTITION:sts::ACCOUNT:assumed-role/NAME/SESSION</c>, without the path.</summary>
    public string ToAssumedRoleArn(string sessionName) => $"arn:{Partition}:sts::{AccountId}:assumed-role/{Name}/{sessionName}";

    /// <inheritdoc/>
    public bool Equals(RoleArn? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RoleArn);

    /// <inheritdoc/>
    public override int GetHashCode() => _text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The ARN, character by character as it was read.</summary>
    public override string ToString() => _text;
}
