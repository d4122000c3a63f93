namespace RoleChaining.Planning;

/// <summary>One thing that is wrong with a chain's options.</summary>
/// <param name="HopNumber">The hop, 1-based; <see langword="null"/> for what concerns the whole chain.</param>
/// <param name="Property">Where it stands below the chain's configuration section, such as <c>Hops:1:Duration</c>.</param>
/// <param name="Message">The sentence for a person: hop, property, value, limit and what to do. Holds no secret.</param>
internal sealed record ChainError(int? HopNumber, string Property, string Message);
