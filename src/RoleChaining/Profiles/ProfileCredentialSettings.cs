namespace RoleChaining.Profiles;

/// <summary>
/// Where the first credentials of a chain of profiles are: which kind, and the settings of that kind. A class and no record: some are
/// secrets. Equal ones give the same credentials.
/// </summary>
internal sealed class ProfileCredentialSettings(Profile profile, ProfileCredentialKind kind) : IEquatable<ProfileCredentialSettings>
{
    public const string SessionName = "role_session_name";

    private readonly SortedDictionary<string, string> _settings = new(StringComparer.Ordinal);

    public Profile Profile => profile;

    public ProfileCredentialKind Kind => kind;

    /// <summary>
    /// Whether the first hop is chained: true and false where that is certain, null where only the credentials will tell.
    /// </summary>
    public bool? IsSession => Kind switch
    {
        ProfileCredentialKind.Static => this[Profile.SessionToken] is not null,
        ProfileCredentialKind.Process or ProfileCredentialKind.Environment => null,
        _ => true,
    };

    /// <summary>The settings of a web identity; null for other kinds.</summary>
    /// <param name="sessionName">The name of a session that the profile does not name; null for the library's.</param>
    public WebIdentitySourceOptions? FindWebIdentity(string? sessionName = null) => Kind != ProfileCredentialKind.WebIdentity ? null : new()
    {
        RoleArn = this[Profile.RoleArn],
        TokenFile = this[Profile.WebIdentityTokenFile],
        SessionName = this[SessionName] ?? sessionName ?? RoleChainDefaults.SessionName,
    };

    /// <summary>Who the credentials belong to, where the files prove it; null where only the credentials tell.</summary>
    public string? FindIdentity() => Kind switch
    {
        ProfileCredentialKind.Static => this[Profile.AccessKeyId],
        ProfileCredentialKind.Sso => SsoLogin.FindIdentity(this),
        _ => null,
    };

    /// <summary>How long a read may take; null for as long as a call to STS. A process has its own limit, which comes first.</summary>
    public TimeSpan? LongestRead =>
        Kind == ProfileCredentialKind.Process ? RoleChainDefaults.ProcessTimeout + TimeSpan.FromSeconds(5) : null;

    public string? this[string setting] => _settings.GetValueOrDefault(setting);

    public ProfileCredentialSettings With(string setting, string? value)
    {
        if (value is not null)
        {
            _settings[setting] = value;
        }

        return this;
    }

    public bool Equals(ProfileCredentialSettings? other) =>
        other is not null && kind == other.Kind && profile.Name == other.Profile.Name && _settings.SequenceEqual(other._settings);

    public override bool Equals(object? obj) => Equals(obj as ProfileCredentialSettings);

    public override int GetHashCode() => HashCode.Combine(kind, profile.Name, _settings.Count);

    public override string ToString() => $"{kind} of profile {profile.Name}";
}
