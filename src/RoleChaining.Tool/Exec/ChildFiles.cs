namespace RoleChaining.Tool.Exec;

/// <summary>
/// The shared AWS files as the command sees them: a region and no profile. SDKs take the keys of a default profile before they ask a
/// container's endpoint, so the user's own files would silently give the command another identity.
/// </summary>
internal sealed class ChildFiles : IDisposable
{
    // Temporary folders of .NET are 0700 on Unix.
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("role-chain-");

    public ChildFiles(string? region)
    {
        File.WriteAllText(ConfigPath, region is null ? "" : $"[default]\nregion = {region}\n");
        File.WriteAllText(CredentialsPath, "");
    }

    public string ConfigPath => Path.Combine(_folder.FullName, "config");

    public string CredentialsPath => Path.Combine(_folder.FullName, "credentials");

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A command that goes on in the background may have the files open. They hold no secret.
        }
    }
}
