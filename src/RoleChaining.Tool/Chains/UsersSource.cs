using RoleChaining.Profiles;

namespace RoleChaining.Tool.Chains;

/// <summary>
/// What a chain begins with where nobody says it, in the AWS CLI's order: the keys of the environment, its web identity, the profile in
/// use, then what a container or an instance gives. See
/// <see href="https://docs.aws.amazon.com/cli/latest/userguide/cli-chap-authentication.html#cli-chap-authentication-precedence">the
/// order</see>.
/// </summary>
internal static class UsersSource
{
    /// <exception cref="UsageException">The environment has half a pair of keys.</exception>
    public static void Choose(RoleChainBuilder builder)
    {
        builder.WithSettingsOf(ProfileFiles.CurrentProfile);
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
        if (ProfileFiles.ChosenProfile is { } chosen)
        {
            return chosen;
        }

        ProfileErrors errors = new();
        ProfileFiles files = ProfileFiles.Read(errors);
        errors.ThrowIfAny();
        return !UsersFiles.AreHidden && files.Find(ProfileFiles.DefaultProfile)?.HasCredentials == true ? ProfileFiles.DefaultProfile : null;
    }

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}
