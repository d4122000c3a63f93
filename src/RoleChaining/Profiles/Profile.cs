using System.Diagnostics.CodeAnalysis;

namespace RoleChaining.Profiles;

/// <summary>A profile over both files; what the credentials file says of it wins.</summary>
internal sealed class Profile(string name, IniSection? config, IniSection? credentials)
{
    public const string RoleArn = "role_arn";
    public const string AccessKeyId = "aws_access_key_id";
    public const string SecretAccessKey = "aws_secret_access_key";
    public const string SessionToken = "aws_session_token";
    public const string CredentialProcess = "credential_process";
    public const string WebIdentityTokenFile = "web_identity_token_file";

    private static readonly string[] CredentialProperties =
    [
        RoleArn, WebIdentityTokenFile, "sso_account_id", "sso_role_name", "login_session", CredentialProcess,
    ];

    public string Name => name;

    /// <summary>The properties that nobody has asked for so far.</summary>
    public IEnumerable<IniProperty> Unread => new[] { config, credentials }.OfType<IniSection>().SelectMany(section => section.Unread);

    /// <summary>The properties in the config file.</summary>
    public IReadOnlyCollection<IniProperty> Settings => config?.Properties ?? [];

    /// <summary>Whether the profile leads to credentials; one of settings alone does not.</summary>
    public bool HasCredentials =>
        HasKeys || Array.Exists(CredentialProperties, property => TryGet(property, out _));

    /// <summary>Where the profile is found first.</summary>
    public IniSection First => (config ?? credentials)!;

    /// <summary>
    /// The section that keys are taken from. Never from both: one file's key with another's secret or token is no pair, and the AWS CLI
    /// does not make it one either. Half a pair counts too: it is an error, and no reason to look elsewhere.
    /// </summary>
    public IniSection? KeySection =>
        With(AccessKeyId, credentials) ?? With(AccessKeyId, config) ?? With(SecretAccessKey, credentials) ?? With(SecretAccessKey, config);

    /// <summary>Whether the keys are in the credentials file, which some kinds of credentials in the other do not override.</summary>
    public bool HasKeysInCredentialsFile => With(AccessKeyId, credentials) is not null;

    public bool HasKeys => KeySection is not null;

    /// <summary>A role that is assumed with other credentials; one with a web identity's token is a source.</summary>
    public bool IsRole => TryGet(RoleArn, out _) && !TryGet(WebIdentityTokenFile, out _);

    public bool TryGet(string property, [NotNullWhen(true)] out IniProperty? found)
    {
        found = null;
        return credentials?.TryGet(property, out found) == true || config?.TryGet(property, out found) == true;
    }

    public override string ToString() => name;

    private static IniSection? With(string property, IniSection? section) => section?.TryGet(property, out _) == true ? section : null;
}
