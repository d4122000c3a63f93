namespace RoleChaining.Planning;

/// <summary>
/// What makes two hops of one parent the same session, in the tree and in a cache: every setting that goes to STS, and whether the session
/// may be shared. All of them are compared, so that no two roles, tenants or policies can ever share a session. None is printed.
/// </summary>
internal sealed class HopIdentity : IEquatable<HopIdentity>
{
    // The settings in a fixed order, each list behind its length, so that no two different hops give the same values.
    private readonly string?[] _settings;
    private readonly (Delegate? Mfa, Delegate? Contexts, bool IsShared) _own;
    private readonly int _hash;

    public HopIdentity(RoleHop hop)
    {
        _settings =
        [
            hop.RoleArn,
            hop.SessionName,
            Text(hop.Duration?.Ticks),
            hop.ExternalId,
            hop.SourceIdentity,
            hop.Policy,
            hop.MfaSerialNumber,
            hop.Region,
            Text(hop.Tags.Count),
            .. hop.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal)
                .SelectMany(tag => new[] { tag.Key, tag.Value, tag.Transitive ? "transitive" : "" }),
            Text(hop.PolicyArns.Count),
            .. hop.PolicyArns.Order(StringComparer.Ordinal),
            Text(hop.ProvidedContexts.Count),
            .. hop.ProvidedContexts.SelectMany(context => new[] { context.ProviderArn, context.ContextAssertion }),
        ];
        _own = (hop.MfaTokenProvider, hop.ProvidedContextsProvider, hop.ShareSession);
        HashCode hash = default;
        foreach (string? setting in _settings)
        {
            hash.Add(setting, StringComparer.Ordinal);
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>All that go to STS, secrets too: for a hash and nothing else.</summary>
    public ReadOnlySpan<string?> Settings => _settings;

    public bool Equals(HopIdentity? other) =>
        other is not null
        && _hash == other._hash
        && _settings.AsSpan().SequenceEqual(other._settings)
        && _own == other._own;

    public override bool Equals(object? obj) => Equals(obj as HopIdentity);

    public override int GetHashCode() => _hash;

    /// <summary>Role and session name.</summary>
    public override string ToString() => $"{_settings[0]} as {_settings[1]}";

    private static string? Text(long? number) => number?.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
