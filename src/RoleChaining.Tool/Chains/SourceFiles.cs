using RoleChaining.Profiles;
using RoleChaining.Text;

namespace RoleChaining.Tool.Chains;

/// <summary>
/// What a chain begins with and is not there: a profile, or the file of a web identity's token. To try again does not help a person at a
/// terminal, so it is said before anything is called. A library waits for such a file, which a container may get late.
/// </summary>
internal static class SourceFiles
{
    /// <exception cref="UsageException">It is not there.</exception>
    public static void Check(RoleChainBuilder builder)
    {
        FollowedOptions followed = builder.Follow();
        if (followed.Keys is { } keys && keys.FindWebIdentity() is { TokenFile: { } file } && !File.Exists(file))
        {
            throw new UsageException($"profile \"{keys.Profile.Name}\": web_identity_token_file is {Quoted.FirstLine(file)}, which is not there.");
        }

        if (UsersFiles.AreHidden && followed.Keys is { Kind: ProfileCredentialKind.Environment } environment && !IsSet("AWS_ACCESS_KEY_ID"))
        {
            throw new UsageException(
                $"profile \"{environment.Profile.Name}\" begins with the environment's keys, which role-chain exec hides from its command; "
                + "use the profile outside of it, or let its chain begin with a source_profile.");
        }

        bool isDefault = followed.Options is { Profile: null, SourceProfile: null };
        if (!isDefault || (IsSet("AWS_ACCESS_KEY_ID") && IsSet("AWS_SECRET_ACCESS_KEY")))
        {
            return;
        }

        if (IsSet("AWS_ROLE_ARN") && Variable("AWS_WEB_IDENTITY_TOKEN_FILE") is { } token)
        {
            if (!File.Exists(token))
            {
                throw new UsageException($"AWS_WEB_IDENTITY_TOKEN_FILE is {token}, which is not there.");
            }
        }
    }

    private static bool IsSet(string variable) => Variable(variable) is not null;

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
