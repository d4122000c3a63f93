using Amazon.SecurityToken;
using RoleChaining.Sources;

namespace RoleChaining.Profiles;

/// <summary>The two shared files in a folder of their own, and an environment that knows nothing else. For tests that run alone.</summary>
internal sealed class SharedFiles : IDisposable
{
    private static readonly string[] Cleared =
    [
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_ROLE_SESSION_NAME", "AWS_DEFAULT_REGION", "AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public SharedFiles()
    {
        // The AWS SDK reads the config file once per process for its own settings, and every client of the process fails for ever if it
        // does not understand a line of it: continuation lines, for one.
        _ = new AmazonSecurityTokenServiceConfig().ServiceURL;
        foreach (string name in Cleared)
        {
            Variables[name] = null;
        }

        Variables["AWS_EC2_METADATA_DISABLED"] = "true";
        Variables["AWS_REGION"] = "eu-west-1";
        Variables["AWS_CONFIG_FILE"] = ConfigPath;
        Variables["AWS_SHARED_CREDENTIALS_FILE"] = CredentialsPath;
    }

    public Variables Variables { get; } = new();

    public string Folder => _folder.FullName;

    public string ConfigPath => Path.Combine(Folder, "config");

    public string CredentialsPath => Path.Combine(Folder, "credentials");

    public string Config
    {
        set => File.WriteAllText(ConfigPath, value);
    }

    public string Credentials
    {
        set => File.WriteAllText(CredentialsPath, value);
    }

    public void Dispose()
    {
        Variables.Dispose();
        _folder.Delete(recursive: true);
    }
}
