using System.Diagnostics.CodeAnalysis;

namespace RoleChaining;

/// <summary>
/// The ARN of an IAM role, <c>arn:PARTITION:iam::ACCOUNT:role/PATH/NAME</c>, in any partition. Immutable. Compared as AWS compares it:
/// by every character, case included.
/// </summary>
public sealed class RoleArn : IEquatable<RoleArn>, IParsable<RoleArn>
{
    private RoleArn(string partition, string accountId, string path, string name)
    {
        Partition = partition;
        AccountId = accountId;
        Path = path;
        Name = name;
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
    public static RoleArn Parse(string s, IFormatProvider? provider = null) => throw new FormatException();

    /// <summary>Reads a role ARN, if it is one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out RoleArn result)
    {
        result = null;
        return false;
    }

    /// <summary>The ARN as a string.</summary>
    public static implicit operator string?(RoleArn? arn) => arn?.ToString();

    /// <summary>The ARN of a session of this role: <c>arn:PARTITION:sts::ACCOUNT:assumed-role/NAME/SESSION</c>, without the path.</summary>
    public string ToAssumedRoleArn(string sessionName) => $"arn:{Partition}:sts::{AccountId}:assumed-role/{Name}/{sessionName}";

    /// <inheritdoc/>
    public bool Equals(RoleArn? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RoleArn);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The ARN.</summary>
    public override string ToString() => $"arn:{Partition}:iam::{AccountId}:role{Path}{Name}";
}
