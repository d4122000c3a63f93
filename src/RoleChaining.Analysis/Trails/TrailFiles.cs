namespace RoleChaining.Trails;

/// <summary>The files of a trail: those given, and those of the folders given with their subfolders. <c>-</c> is standard input.</summary>
internal static class TrailFiles
{
    private static readonly string[] PassedOver = ["CloudTrail-Digest", "CloudTrail-Insight", "CloudTrail-Aggregated"];

    private static readonly EnumerationOptions Everything =
        new() { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = 0 };

    /// <exception cref="FileNotFoundException">A path is neither a file nor a folder.</exception>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    public static List<TrailFile> Find(IEnumerable<string> paths)
    {
        List<TrailFile> files = [];
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (string path in paths)
        {
            ArgumentException.ThrowIfNullOrEmpty(path, nameof(paths));
            files.AddRange(Find(path).Where(file => known.Add(file.Path)));
        }

        return files;
    }

    private static IEnumerable<TrailFile> Find(string path) =>
        path == TrailFile.StandardInput ? [new TrailFile(path, Length: 0)]
        : Directory.Exists(path)
            ? new DirectoryInfo(path).EnumerateFiles("*", Everything).Where(IsOfTrail)
                .OrderBy(file => file.FullName, StringComparer.Ordinal)
                .Select(Create)
        : File.Exists(path) ? [Create(new FileInfo(path))]
        : throw new FileNotFoundException($"There is no file or folder {path}.", path);

    // The length of a link is that of its text. A link to a pipe, as /dev/stdin is one, has no file at its end.
    private static TrailFile Create(FileInfo file)
    {
        FileSystemInfo? end = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true);
        return new TrailFile(file.FullName, end is FileInfo { Exists: true } target ? target.Length : 0);
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
