namespace RoleChaining.Trails;

/// <summary>The files of a trail: those given, and those of the folders given with their subfolders.</summary>
internal static class TrailFiles
{
    private static readonly string[] PassedOver = ["CloudTrail-Digest", "CloudTrail-Insight", "CloudTrail-Aggregated"];

    private static readonly EnumerationOptions Everything =
        new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = 0 };

    /// <exception cref="FileNotFoundException">A path is neither a file nor a folder.</exception>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    public static List<FileInfo> Find(IEnumerable<string> paths)
    {
        List<FileInfo> files = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (string path in paths)
        {
            ArgumentException.ThrowIfNullOrEmpty(path, nameof(paths));
            IEnumerable<FileInfo> found = Directory.Exists(path)
                ? new DirectoryInfo(path).EnumerateFiles("*", Everything).Where(IsOfTrail)
                    .OrderBy(file => file.FullName, StringComparer.Ordinal)
                : File.Exists(path)
                    ? [new FileInfo(path)]
                    : throw new FileNotFoundException($"There is no file or folder {path}.", path);
            files.AddRange(found.Where(file => known.Add(file.FullName)));
        }

        return files;
    }

    private static bool IsOfTrail(FileInfo file) =>
        file.Length > 0
        && IsJson(file.Name)
        && !PassedOver.Any(folder => file.FullName.Contains(folder, StringComparison.Ordinal));

    private static bool IsJson(string name)
    {
        string plain = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return Path.GetExtension(plain).ToUpperInvariant() is ".JSON" or ".JSONL" or ".NDJSON" or ".LOG" || plain.Length < name.Length;
    }
}
