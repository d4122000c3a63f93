using Amazon.Runtime;
using RoleChaining.Profiles;
using RoleChaining.Sources;

namespace RoleChaining.Tool.Chains;

/// <summary>
/// What a chain begins with where nobody says it, in the AWS CLI's order: the keys of the environment, the profile in use where it is a
/// role, the environment's web identity, the profile in use whatever it is, then what a container or an instance gives. See
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

        if (FindKeys() is { } keys)
        {
            builder.WithSource(keys);
        }
        else if (HasWebIdentity && FindProfile() is not { IsRole: true })
        {
            builder.WithWebIdentitySource();
        }
        else if (FindProfile() is { } profile)
        {
            builder.ReadSourceProfile(profile.Name);
        }
    }

    /// <summary>Whether it would be the environment's web identity that <see cref="Choose"/> takes.</summary>
    /// <exception cref="UsageException">The environment has half a pair of keys, or names a profile that is not there.</exception>
    public static bool IsWebIdentity => FindKeys() is null && HasWebIdentity && FindProfile() is not { IsRole: true };

    /// <summary>What <see cref="Choose"/> took where it was no profile, for a person, and what chose it.</summary>
    public static (string Words, string? Origin) Describe(FollowedOptions followed) =>
        EnvironmentKeys.Find() is not null ? ("the environment's keys", Before("AWS_ACCESS_KEY_ID"))
        : followed.Source.WebIdentity is not null ? ("the environment's web identity", Before(WebIdentitySourceOptions.RoleArnVariable))
        : ("the AWS SDK's default credentials", null);

    private static bool HasWebIdentity =>
        IsSet(WebIdentitySourceOptions.TokenFileVariable) && IsSet(WebIdentitySourceOptions.RoleArnVariable);

    private static AWSCredentials? FindKeys()
    {
        try
        {
            return EnvironmentKeys.Find();
        }
        catch (InvalidOperationException e)
        {
            throw new UsageException(e.Message);
        }
    }

    private static string Before(string variable) => ProfileFiles.ChosenProfile is null
        ? variable
        : $"{variable}, which goes before {ChainArguments.ProfileVariableOfAws}";

    /// <summary>Below <c>exec</c> the default profile is hidden, because the command has the chain's own credentials by default.</summary>
    private static Profile? FindProfile()
    {
        ProfileErrors errors = new();
        ProfileFiles files = ProfileFiles.Read(errors);
        errors.ThrowIfAny();
        if (ProfileFiles.ChosenProfile is { } chosen)
        {
            return files.Find(chosen) ?? throw new UsageException(
                $"{ChainArguments.ProfileVariableOfAws} is \"{chosen}\", but {ProfileErrors.Sentence(files.Missing(chosen))}");
        }

        return !UsersFiles.AreHidden && files.Find(ProfileFiles.DefaultProfile) is { HasCredentials: true } profile ? profile : null;
    }

    private static bool IsSet(string variable) => Variable(variable) is not null;

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
