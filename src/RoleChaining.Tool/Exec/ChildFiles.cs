using System.Globalization;
using RoleChaining.Profiles;
using RoleChaining.Text;
using RoleChaining.Tool.Chains;

namespace RoleChaining.Tool.Exec;

/// <summary>
/// The shared AWS files as the command sees them: the chain's settings and no keys. SDKs take the keys of a default profile before they ask
/// a container's endpoint, so the user's own files would silently give the command another identity. Other profiles stay usable: each asks
/// this command for its credentials.
/// </summary>
internal sealed class ChildFiles : IDisposable
{
    /// <summary>What tells an identity; everything else of a profile is a setting.</summary>
    private static readonly HashSet<string> OfIdentity = new(StringComparer.Ordinal)
    {
        "role_arn", "source_profile", "credential_source", "external_id", "mfa_serial", "mfa_process", "role_session_name",
        "duration_seconds", "web_identity_token_file", "credential_process", "login_session", "aws_account_id", "source_identity",
        "session_tags", "transitive_session_tags", "region",
    };

    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private static readonly string[] OfIdentityStarts = ["aws_access_", "aws_secret_", "aws_session_", "aws_security_", "sso_"];

    // Temporary folders of .NET are 0700 on Unix.
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory(
        string.Create(CultureInfo.InvariantCulture, $"{UsersFiles.HiddenFolderStart}{Environment.ProcessId}-"));

    private ChildFiles()
    {
    }

    public string ConfigPath => Path.Combine(_folder.FullName, "config");

    public string CredentialsPath => Path.Combine(_folder.FullName, "credentials");

    /// <summary>Writes them, and removes those of commands that were killed.</summary>
    /// <param name="region">The region to work in; null leaves it out.</param>
    /// <param name="profile">The profile in use, whose settings the command gets; null for none.</param>
    /// <param name="files">The user's own.</param>
    /// <param name="self">The words that run this command.</param>
    /// <exception cref="UsageException">The machine's folder of temporary files is not there, or cannot be written to.</exception>
    public static ChildFiles Write(string? region, Profile? profile, ProfileFiles files, IReadOnlyList<string> self)
    {
        ChildFiles written = Create();
        using StreamWriter config = new(written.ConfigPath);
        WriteSection(config, "[default]", region, profile);
        foreach (string name in files.Names.Where(name => name != ProfileFiles.DefaultProfile && !name.AsSpan().ContainsAny("\"'")))
        {
            Profile other = files.Find(name)!;
            WriteSection(
                config, SectionName.HeaderOf(name), other.TryGet("region", out IniProperty? own) ? own.Value : null, other);
            string[] words = [.. self, "credentials", "--profile", name];
            config.Write($"credential_process = {string.Join(' ', words.Select(ShellWords.Quote))}\n");
        }

        foreach (IniSection services in files.Services)
        {
            config.Write($"[{services.Header}]\n");
            WriteProperties(config, services.Properties);
        }

        File.WriteAllText(written.CredentialsPath, "");
        return written;
    }

    public void Dispose() => Remove(_folder.FullName);

    private static void WriteSection(StreamWriter config, string header, string? region, Profile? profile)
    {
        config.Write($"{header}\n");
        if (region is not null)
        {
            config.Write($"region = {region}\n");
        }

        // Those of the credentials file are left where they are: what else is in there may be a secret.
        WriteProperties(config, profile?.Settings.Where(IsSetting) ?? []);
    }

    private static bool IsSetting(IniProperty property) =>
        !OfIdentity.Contains(property.Name)
        && !OfIdentityStarts.Any(start => property.Name.StartsWith(start, StringComparison.Ordinal))
        && !property.Name.Contains("password", StringComparison.Ordinal)
        && !property.Name.Contains("secret", StringComparison.Ordinal);

    /// <summary>
    /// A value over several lines is a list of properties, as below <c>s3 =</c>. Any other is nothing that every SDK can read.
    /// </summary>
    private static void WriteProperties(StreamWriter config, IEnumerable<IniProperty> properties)
    {
        foreach (IniProperty property in properties.Where(property => property.Value.Length > 0 && IsReadable(property)))
        {
            config.Write($"{property.Name} = {property.Value.Replace("\n", "\n  ", StringComparison.Ordinal)}\n");
        }
    }

    private static bool IsReadable(IniProperty property) =>
        property.Value is ['\n', ..] || !property.Value.Contains('\n', StringComparison.Ordinal);

    private static ChildFiles Create()
    {
        try
        {
            Sweep();
            return new ChildFiles();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"{Path.GetTempPath()} is no folder that can be written to: {e.Message} Set {(OperatingSystem.IsWindows() ? "TMP" : "TMPDIR")} "
                + "to one that is there, for the command's AWS files.");
        }
    }

    /// <summary>
    /// In a temporary folder of our own alone. In one that others may write to, a link may stand in such a folder's place, and lead to the
    /// user's own files; what is left there goes with the rest of that folder.
    /// </summary>
    private static void Sweep()
    {
        string temporary = Path.GetTempPath();
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(temporary) & OthersWrite) != 0)
        {
            return;
        }

        foreach (string folder in Directory.EnumerateDirectories(temporary, $"{UsersFiles.HiddenFolderStart}*"))
        {
            string number = Path.GetFileName(folder)[UsersFiles.HiddenFolderStart.Length..].Split('-')[0];
            if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int process) && !Processes.IsAlive(process))
            {
                Remove(folder);
            }
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            File.Delete(Path.Combine(folder, "config"));
            File.Delete(Path.Combine(folder, "credentials"));
            Directory.Delete(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's, or a command that goes on in the background has the files open. They hold no secret.
        }
    }
}
