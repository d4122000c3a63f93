namespace RoleChaining;

/// <summary>Whose trail is missing, and from when to when: there the record is that would complete the way.</summary>
/// <param name="AccountId">The account; <see langword="null"/> where not even that is known.</param>
/// <param name="From">The earliest time at which the record can be.</param>
/// <param name="To">The latest.</param>
/// <param name="Reason">What the record would tell.</param>
public sealed record TrailGap(string? AccountId, DateTimeOffset From, DateTimeOffset To, string Reason)
{
    /// <summary>The gap in a sentence.</summary>
    public override string ToString() =>
        $"the trail of account {AccountId ?? "?"} is missing from {From:yyyy-MM-dd'T'HH:mm:ss'Z'} to {To:yyyy-MM-dd'T'HH:mm:ss'Z'}: {Reason}";
}
