using RoleChaining.Profiles;
using RoleChaining.Sources;

namespace RoleChaining.Tool.Chains;

/// <summary>
/// What a chain begins with where nobody says it, in the AWS CLI's order: the keys of the environment, its web identity, the profile in
/// use, then what a container or an instance gives. See
/// <see href="https://docs.aws.amazon.com/cli/latest/userguide/cli-chap-authentication.html#cli-chap-authentication-precedence">the
/// order</see>.
/// </summary>
internal static class UsersSource
{
    /// <summary>
    /// The profile whose settings hold where the command line names none. Below <c>exec</c> that is the chain's, since the user's default
    /// profile may have another endpoint.
    /// </summary>
    public static string SettingsProfile =>
        UsersFiles.AreHidden && ProfileFiles.ChosenProfile is null && Variable(UsersFiles.NameVariable) is { } outer
            ? outer
            : ProfileFiles.CurrentProfile;

    /// <exception cref="UsageException">The environment has half a pair of keys, or names a profile that is not there.</exception>
    public static void Choose(RoleChainBuilder builder)
    {
        builder.WithSettingsOf(SettingsProfile);
        if (builder.Options.Profile is not null || builder.Options.SourceProfile is not null)
        {
            return;
        }

        try
        {
            if (EnvironmentKeys.Find() is { } keys)
            {
                builder.WithSource(keys);
                return;
            }
        }
        catch (InvalidOperationException e)
        {
            throw new UsageException(e.Message);
        }

        bool hasWebIdentity = IsSet("AWS_WEB_IDENTITY_TOKEN_FILE") && IsSet("AWS_ROLE_ARN");
        if (!hasWebIdentity && FindProfile() is { } profile)
        {
            builder.ReadSourceProfile(profile);
        }
    }

    /// <summary>Below <c>exec</c> the default profile is hidden, because the command has the chain's own credentials by default.</summary>
    private static string? FindProfile()
    {
        ProfileErrors errors = new();
        ProfileFiles files = ProfileFiles.Read(errors);
        errors.ThrowIfAny();
        if (ProfileFiles.ChosenProfile is { } chosen)
        {
            return files.Find(chosen) is not null ? chosen : throw new UsageException(
                $"{ChainArguments.ProfileVariableOfAws} is \"{chosen}\", but {ProfileErrors.Sentence(files.Missing(chosen))}");
        }

        bool hasDefault = files.Find(ProfileFiles.DefaultProfile)?.HasCredentials == true;
        return hasDefault && !UsersFiles.AreHidden ? ProfileFiles.DefaultProfile : null;
    }

    private static bool IsSet(string variable) => Variable(variable) is not null;

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
