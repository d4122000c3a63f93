namespace RoleChaining.Profiles;

/// <summary>
/// Where the first credentials of a chain of profiles are: which kind, and the settings of that kind. A class and no record: some are
/// secrets. Equal ones give the same credentials.
/// </summary>
internal sealed class ProfileKeys(Profile profile, ProfileKeyKind kind) : IEquatable<ProfileKeys>
{
    private readonly SortedDictionary<string, string> _settings = new(StringComparer.Ordinal);

    public Profile Profile => profile;

    public ProfileKeyKind Kind => kind;

    /// <summary>
    /// Whether the first hop is chained: true and false where that is certain, null where only the credentials will tell.
    /// </summary>
    public bool? IsSession => Kind switch
    {
        ProfileKeyKind.Static => this[Profile.SessionToken] is not null,
        ProfileKeyKind.Process or ProfileKeyKind.Environment => null,
        _ => true,
    };

    /// <summary>The settings of a web identity; null for other kinds.</summary>
    public WebIdentitySourceOptions? WebIdentity => Kind != ProfileKeyKind.WebIdentity ? null : new()
    {
        RoleArn = this[Profile.RoleArn],
        TokenFile = this[Profile.WebIdentityTokenFile],
        SessionName = this["role_session_name"] ?? RoleChainDefaults.SessionName,
    };

    public string? this[string setting] => _settings.GetValueOrDefault(setting);

    public ProfileKeys With(string setting, string? value)
    {
        if (value is not null)
        {
            _settings[setting] = value;
        }

        return this;
    }

    public bool Equals(ProfileKeys? other) =>
        other is not null && kind == other.Kind && profile.Name == other.Profile.Name && _settings.SequenceEqual(other._settings);

    public override bool Equals(object? obj) => Equals(obj as ProfileKeys);

    public override int GetHashCode() => HashCode.Combine(kind, profile.Name, _settings.Count);

    public override string ToString() => $"{kind} of profile {profile.Name}";
}
