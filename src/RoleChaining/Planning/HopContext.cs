namespace RoleChaining.Planning;

/// <summary>Where a hop stands while its rules are checked.</summary>
/// <param name="Number">The hop's place in its chain, 1-based.</param>
/// <param name="CallerIsSession">Whether the caller has temporary credentials, so that the hop is chained.</param>
/// <param name="Partition">The partition of the chain; <see langword="null"/> when no role tells.</param>
/// <param name="Inherited">What reaches the hop from before.</param>
/// <param name="Errors">Where the hop's errors go.</param>
internal sealed record HopContext(int Number, bool CallerIsSession, string? Partition, Inheritance Inherited, ChainErrors Errors);
