namespace RoleChaining;

/// <summary>Something worth a look in a trail, with the number of chains that it was seen in.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Message">The finding in a sentence.</param>
/// <param name="Count">In how many chains it was seen.</param>
/// <param name="First">When it was first seen.</param>
/// <param name="Last">When it was last seen.</param>
/// <param name="AccessKeyId">The key id of the last session that it was seen in, to ask <see cref="TrailIndex.WhoIs"/> for.</param>
public sealed record TrailFinding(
    TrailFindingKind Kind, string Message, int Count, DateTimeOffset First, DateTimeOffset Last, string? AccessKeyId)
{
    /// <summary>Kind, message and number, in a line.</summary>
    public override string ToString() => $"{Kind}: {Message} ({Count}x, last {Last:yyyy-MM-dd'T'HH:mm:ss'Z'})";
}
