namespace RoleChaining;

/// <summary>How far the reading of a trail is.</summary>
/// <param name="FilesRead">The files that have been read.</param>
/// <param name="FileCount">The files that there are.</param>
/// <param name="BytesRead">The bytes that have been read, as they are on disk.</param>
/// <param name="ByteCount">The bytes that there are. Pipes and standard input count as none.</param>
/// <param name="Events">The records that have been read.</param>
public readonly record struct TrailProgress(int FilesRead, int FileCount, long BytesRead, long ByteCount, long Events);
