using RoleChaining.Text;

namespace RoleChaining.Tool.Chains;

/// <summary>The user's own shared AWS files, which <c>exec</c> hides from its command and this command from the AWS SDK.</summary>
internal static class UsersFiles
{
    public const string ConfigVariable = "ROLE_CHAIN_CONFIG_FILE";
    public const string CredentialsVariable = "ROLE_CHAIN_CREDENTIALS_FILE";

    /// <summary>The chain's name, for a prompt; set below <c>exec</c>.</summary>
    public const string NameVariable = "ROLE_CHAIN";

    /// <summary>How the folders begin in which <c>exec</c> has the files of its command.</summary>
    public const string HiddenFolderStart = "role-chain-exec-";

    /// <summary>Whether this runs below <c>exec</c>, where the user's files are hidden.</summary>
    public static bool AreHidden { get; private set; }

    /// <summary>
    /// To be called before all else. The AWS SDK reads the config file by itself and fails in every client where it does not understand a
    /// line, so that it sees none. Our own reader goes on to see the user's, below <c>exec</c> too.
    /// </summary>
    public static void HideFromSdk()
    {
        AreHidden = IsHidden(Environment.GetEnvironmentVariable(SharedFilePaths.ConfigVariable));
        SharedFilePaths.HideFromSdk(
            Find(SharedFilePaths.ConfigVariable, ConfigVariable), Find(SharedFilePaths.CredentialsVariable, CredentialsVariable));
    }

    private static bool IsHidden(string? path) =>
        Path.GetFileName(Path.GetDirectoryName(path))?.StartsWith(HiddenFolderStart, StringComparison.Ordinal) == true;

    private static string? Find(string variable, string usersVariable) =>
        Environment.GetEnvironmentVariable(variable) is var given && IsHidden(given)
            ? Environment.GetEnvironmentVariable(usersVariable)
            : given;
}
