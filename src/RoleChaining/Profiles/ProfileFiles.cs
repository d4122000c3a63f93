using System.Text;
using RoleChaining.Text;

namespace RoleChaining.Profiles;

/// <summary>
/// The shared AWS files as one view: <c>~/.aws/config</c> and <c>~/.aws/credentials</c>, or what <c>AWS_CONFIG_FILE</c> and
/// <c>AWS_SHARED_CREDENTIALS_FILE</c> name. See
/// <see href="https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html">the files' location</see>.
/// </summary>
internal sealed class ProfileFiles
{
    public const string DefaultProfile = "default";

    /// <summary>Far more than anyone's; it keeps a device or a log file given by mistake from being read for ever.</summary>
    private const int LargestFile = 8 * 1024 * 1024;

    private const int MostNamesShown = 12;

    private readonly List<string> _lookedAt = [];
    private readonly Dictionary<string, IniSection> _config = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IniSection> _credentials = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IniSection> _ssoSessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IniSection> _services = new(StringComparer.Ordinal);
    private IReadOnlyList<IniSection> _configSections = [];

    private ProfileFiles()
    {
    }

    /// <summary>The profile that the environment chooses: AWS_PROFILE, else AWS_DEFAULT_PROFILE; null where it chooses none.</summary>
    public static string? ChosenProfile => Variable("AWS_PROFILE") ?? Variable("AWS_DEFAULT_PROFILE");

    /// <summary>The profile that the environment chooses, else <c>default</c>.</summary>
    public static string CurrentProfile => ChosenProfile ?? DefaultProfile;

    /// <summary>Reads both files as they are now. One that is not there is empty.</summary>
    public static ProfileFiles Read(ProfileErrors errors)
    {
        ProfileFiles files = new();
        files.AddConfig(files.ReadFile(SharedFilePaths.Config, errors), errors);
        foreach (IniSection section in files.ReadFile(SharedFilePaths.Credentials, errors))
        {
            files._credentials.Add(section.Header, section);
        }

        return files;
    }

    public static ProfileFiles Parse(string config, string credentials, ProfileErrors errors)
    {
        ProfileFiles files = new();
        files.AddConfig(IniReader.Read("config", config, errors), errors);
        foreach (IniSection section in IniReader.Read("credentials", credentials, errors))
        {
            files._credentials.Add(section.Header, section);
        }

        return files;
    }

    /// <summary>The names of all profiles, in order.</summary>
    public IReadOnlyList<string> Names => [.. _config.Keys.Union(_credentials.Keys).Order(StringComparer.Ordinal)];

    public Profile? Find(string name)
    {
        IniSection? config = _config.GetValueOrDefault(name);
        IniSection? credentials = _credentials.GetValueOrDefault(name);
        return config is null && credentials is null ? null : new Profile(name, config, credentials);
    }

    public IniSection? FindSsoSession(string name) => _ssoSessions.GetValueOrDefault(name);

    /// <summary>All sections of endpoints of services.</summary>
    public IReadOnlyCollection<IniSection> Services => _services.Values;

    /// <summary>The endpoints of services that a profile names by <c>services</c>.</summary>
    public IniSection? FindServices(string name) => _services.GetValueOrDefault(name);

    /// <summary>Why there is no such profile, and what to write instead: the end of a sentence.</summary>
    public string Missing(string name)
    {
        if (_configSections.FirstOrDefault(section => section.Header.Trim() == name) is { } bare)
        {
            return $"there is no such profile: {bare.File}, line {bare.Line} has [{bare.Header}]; write {SectionName.HeaderOf(name)} there";
        }

        if (_credentials.Values.FirstOrDefault(section => SectionName.Read(section.Header, "profile") == name) is { } prefixed)
        {
            return $"there is no such profile: {prefixed.File}, line {prefixed.Line} has [{prefixed.Header}]; "
                + $"write [{name}] there, since only the config file has the word \"profile\"";
        }

        IReadOnlyList<string> names = Names;
        return names.Count == 0
            ? $"there is no such profile, nor any other: looked at {string.Join(" and ", _lookedAt)}; write {SectionName.HeaderOf(name)} into the config file"
            : Nearest.Find(name, names) is { } nearest
            ? $"there is no such profile in {string.Join(" and ", _lookedAt)}; did you mean \"{nearest}\"?"
            : $"there is no such profile; write one of those in {string.Join(" and ", _lookedAt)}: "
                + $"{string.Join(", ", names.Take(MostNamesShown))}{(names.Count > MostNamesShown ? ", ..." : "")}";
    }

    private void AddConfig(IReadOnlyList<IniSection> sections, ProfileErrors errors)
    {
        _configSections = sections;
        foreach (IniSection section in sections)
        {
            if (section.Header.Trim() == DefaultProfile)
            {
                Add(_config, DefaultProfile, section, errors);
            }
            else if (SectionName.Read(section.Header, "profile") is { } profile)
            {
                Add(_config, profile, section, errors);
            }
            else if (SectionName.Read(section.Header, "sso-session") is { } session)
            {
                Add(_ssoSessions, session, section, errors);
            }
            else if (SectionName.Read(section.Header, "services") is { } services)
            {
                Add(_services, services, section, errors);
            }
        }
    }

    // [default] and [profile default]: readers of these files differ on which of the two holds.
    private static void Add(Dictionary<string, IniSection> sections, string name, IniSection section, ProfileErrors errors)
    {
        if (!sections.TryAdd(name, section))
        {
            errors.Add(
                section.File,
                section.Line,
                $"[{section.Header}] means the same as [{sections[name].Header}] at line {sections[name].Line}; join the two into one");
        }
    }

    private IReadOnlyList<IniSection> ReadFile(string path, ProfileErrors errors)
    {
        try
        {
            if (path.Length == 0)
            {
                _lookedAt.Add("no file, since a variable for its place is set to nothing");
                return [];
            }

            if (!File.Exists(path))
            {
                _lookedAt.Add($"{path} (not there)");
                return [];
            }

            _lookedAt.Add(path);
            return IniReader.Read(path, ReadText(path), errors);
        }
        catch (DecoderFallbackException)
        {
            errors.Add($"{path} is not UTF-8 text; save it as UTF-8.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add($"{path} cannot be read: {e.Message} Make it readable for this user.");
        }

        return [];
    }

    private static string ReadText(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using MemoryStream bytes = new();
        byte[] buffer = new byte[16 * 1024];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > LargestFile)
            {
                throw new IOException($"It is larger than {LargestFile / 1024 / 1024} MiB.");
            }
        }

        UTF8Encoding utf8 = new(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true);
        ReadOnlySpan<byte> text = bytes.GetBuffer().AsSpan(0, (int)bytes.Length);
        return utf8.GetString(text.StartsWith(utf8.Preamble) ? text[utf8.Preamble.Length..] : text);
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
