namespace RoleChaining;

/// <summary>The first link of a chain: a person or a program.</summary>
public sealed record TrailSource
{
    internal TrailSource()
    {
    }

    /// <summary>What it is.</summary>
    public required TrailSourceKind Kind { get; init; }

    /// <summary>Its ARN, subject, service or id: what the trail names it by.</summary>
    public required string Name { get; init; }

    /// <summary>The account it is of.</summary>
    public string? AccountId { get; init; }

    /// <summary>The key it called with.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>The provider that vouched for it, where one did.</summary>
    public string? Provider { get; init; }

    /// <summary>Where the first call came from.</summary>
    public string? SourceIpAddress { get; init; }

    /// <summary>The program that made the first call, in its own words.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Kind and name, and the provider.</summary>
    public override string ToString() => Provider is null ? $"{Kind} {Name}" : $"{Kind} {Name} of {Provider}";
}
