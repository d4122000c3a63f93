namespace RoleChaining.Trails;

/// <summary>A file of a trail, or standard input.</summary>
/// <param name="Path">The full path, or <see cref="StandardInput"/>.</param>
/// <param name="Length">Zero for standard input and pipes, whose length nobody knows.</param>
internal sealed record TrailFile(string Path, long Length)
{
    public const string StandardInput = "-";

    public string Name => Path == StandardInput ? "standard input" : Path;

    public Stream Open() => Path == StandardInput
        ? Console.OpenStandardInput()
        : new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.SequentialScan);
}
