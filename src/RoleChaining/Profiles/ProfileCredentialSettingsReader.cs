using RoleChaining.Planning;
using RoleChaining.Text;

namespace RoleChaining.Profiles;

/// <summary>
/// Finds the credentials that a profile itself holds. Where a profile has more than one kind, the AWS CLI's order decides: web identity,
/// IAM Identity Center, keys in the credentials file, <c>aws login</c>, process, keys in the config file.
/// </summary>
internal static class ProfileCredentialSettingsReader
{
    private const string SsoSession = "sso_session";
    private const string SsoStartUrl = "sso_start_url";
    private const string SsoRegion = "sso_region";
    private const string SsoAccountId = "sso_account_id";
    private const string SsoRoleName = "sso_role_name";
    private const string SsoRegistrationScopes = "sso_registration_scopes";

    /// <summary>Null, with an error, when the profile holds none.</summary>
    public static ProfileCredentialSettings? Read(Profile profile, ProfileFiles files, ProfileErrors errors) =>
        profile.TryGet(Profile.WebIdentityTokenFile, out _) ? ReadWebIdentity(profile, errors)
        : profile.TryGet(SsoAccountId, out _) || profile.TryGet(SsoRoleName, out _) ? ReadSso(profile, files, errors)
        : profile.HasKeysInCredentialsFile ? ReadStatic(profile, errors)
        : profile.TryGet("login_session", out _) ? ReadOne(profile, ProfileCredentialKind.Login, "login_session", errors)
        : profile.TryGet(Profile.CredentialProcess, out _) ? ReadProcess(profile, errors)
        : profile.HasKeys ? ReadStatic(profile, errors)
        : None(profile, errors);

    /// <summary>What <c>credential_source</c> names.</summary>
    public static ProfileCredentialSettings? ReadNamed(Profile profile, IniProperty credentialSource, ProfileErrors errors)
    {
        ProfileCredentialKind? kind = credentialSource.Value switch
        {
            "Ec2InstanceMetadata" => ProfileCredentialKind.InstanceMetadata,
            "Environment" => ProfileCredentialKind.Environment,
            "EcsContainer" => ProfileCredentialKind.Container,
            _ => null,
        };
        if (kind is null)
        {
            errors.Add(
                profile,
                credentialSource,
                $"is {Quoted.Text(credentialSource.Value)}; write Ec2InstanceMetadata, EcsContainer or Environment");
        }

        return kind is null ? null : new ProfileCredentialSettings(profile, kind.Value);
    }

    private static ProfileCredentialSettings? ReadStatic(Profile profile, ProfileErrors errors)
    {
        IniSection section = profile.KeySection!;
        ProfileCredentialSettings keys = new(profile, ProfileCredentialKind.Static);
        foreach (string name in (ReadOnlySpan<string>)[Profile.AccessKeyId, Profile.SecretAccessKey])
        {
            if (!section.TryGet(name, out IniProperty? property))
            {
                string other = name == Profile.AccessKeyId ? Profile.SecretAccessKey : Profile.AccessKeyId;
                errors.Add(profile, name, $"is missing, though {other} is in {section.File}; write both into that file");
                return null;
            }

            if (property.Value.Length == 0 || property.Value.Any(char.IsWhiteSpace))
            {
                errors.Add(
                    profile,
                    property,
                    "is empty or has a blank or line end in it; write the key alone on that line, and comments on lines of their own");
                return null;
            }

            keys.With(name, property.Value);
        }

        // The token's old name, which the AWS CLI reads first.
        foreach (string name in (ReadOnlySpan<string>)["aws_security_token", Profile.SessionToken])
        {
            if (section.TryGet(name, out IniProperty? token) && token.Value.Length > 0)
            {
                return keys.With(Profile.SessionToken, token.Value);
            }
        }

        return keys;
    }

    private static ProfileCredentialSettings? ReadWebIdentity(Profile profile, ProfileErrors errors)
    {
        string? role = Required(profile, Profile.RoleArn, "the role that the token may assume", errors);
        string? file = Required(profile, Profile.WebIdentityTokenFile, "the path of the token's file", errors);
        string? name = profile.TryGet(ProfileCredentialSettings.SessionName, out IniProperty? given) && given.Value.Length > 0 ? given.Value : null;
        int errorsBefore = errors.Count;
        if (role is not null && SessionRules.RoleError(role) is { } roleError && profile.TryGet(Profile.RoleArn, out IniProperty? roleArn))
        {
            errors.AddOfValue(profile, roleArn, roleError);
        }

        foreach (string nameError in name is null ? [] : SessionRules.NameErrors(name))
        {
            errors.AddOfValue(profile, given!, nameError);
        }

        return role is null || file is null || errors.Count > errorsBefore
            ? null
            : new ProfileCredentialSettings(profile, ProfileCredentialKind.WebIdentity)
                .With(Profile.RoleArn, role)
                .With(Profile.WebIdentityTokenFile, file)
                .With(ProfileCredentialSettings.SessionName, name);
    }

    private static ProfileCredentialSettings? ReadSso(Profile profile, ProfileFiles files, ProfileErrors errors)
    {
        ProfileCredentialSettings keys = new ProfileCredentialSettings(profile, ProfileCredentialKind.Sso)
            .With(SsoAccountId, Required(profile, SsoAccountId, "the account's twelve digits", errors))
            .With(SsoRoleName, Required(profile, SsoRoleName, "the permission set's name", errors));
        int errorsBefore = errors.Count;
        if (profile.TryGet(SsoSession, out IniProperty? session))
        {
            if (files.FindSsoSession(session.Value) is not { } section)
            {
                errors.Add(
                    profile,
                    session,
                    $"is {Quoted.Text(session.Value)}, but there is no such section; "
                    + $"write [sso-session {Quoted.FirstLine(session.Value)}] with {SsoStartUrl} and {SsoRegion}");
                return null;
            }

            keys.With(SsoSession, session.Value);
            foreach (string name in (ReadOnlySpan<string>)[SsoStartUrl, SsoRegion, SsoRegistrationScopes])
            {
                if (section.TryGet(name, out IniProperty? property))
                {
                    keys.With(name, property.Value);
                }
                else if (name != SsoRegistrationScopes)
                {
                    errors.Add(section.File, section.Line, $"[{section.Header}] has no {name}; add it");
                }
            }
        }
        else
        {
            keys.With(SsoStartUrl, Required(profile, SsoStartUrl, "the access portal's address, or name an sso_session", errors))
                .With(SsoRegion, Required(profile, SsoRegion, "the region of IAM Identity Center", errors));
        }

        return errors.Count > errorsBefore || keys[SsoAccountId] is null || keys[SsoRoleName] is null ? null : keys;
    }

    private static ProfileCredentialSettings? ReadProcess(Profile profile, ProfileErrors errors)
    {
        ProfileCredentialSettings? keys = ReadOne(profile, ProfileCredentialKind.Process, Profile.CredentialProcess, errors);
        profile.TryGet("aws_account_id", out IniProperty? account);
        return keys?.With("aws_account_id", account?.Value);
    }

    private static ProfileCredentialSettings? ReadOne(Profile profile, ProfileCredentialKind kind, string name, ProfileErrors errors) =>
        Required(profile, name, "what it stands for", errors) is { } value
            ? new ProfileCredentialSettings(profile, kind).With(name, value)
            : null;

    private static string? Required(Profile profile, string name, string what, ProfileErrors errors)
    {
        if (!profile.TryGet(name, out IniProperty? property))
        {
            errors.Add(profile, name, $"is missing; write {what}");
        }
        else if (property.Value.Length == 0)
        {
            errors.Add(profile, property, $"is empty; write {what}");
        }

        return property?.Value is { Length: > 0 } value ? value : null;
    }

    private static ProfileCredentialSettings? None(Profile profile, ProfileErrors errors)
    {
        errors.Add(
            $"{profile.First.File}, line {profile.First.Line}, profile \"{profile.Name}\" has no credentials: write {Profile.AccessKeyId} and {Profile.SecretAccessKey}, "
            + $"sso_session, credential_process, or {Profile.RoleArn} with source_profile.");
        return null;
    }
}
