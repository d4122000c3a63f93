namespace RoleChaining;

/// <summary>Something in a file that could not be read. The rest of the trail was read.</summary>
/// <param name="File">The file.</param>
/// <param name="Offset">Where in the file, in bytes of what it holds when it is not compressed.</param>
/// <param name="Message">What is wrong, in a few words and without any value of the file.</param>
public sealed record TrailFault(string File, long Offset, string Message)
{
    /// <summary>File, place and what is wrong, in a line.</summary>
    public override string ToString() => $"{File}: at byte {Offset}: {Message}";
}
