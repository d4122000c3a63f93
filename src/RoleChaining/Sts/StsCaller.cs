using Amazon.Runtime;

namespace RoleChaining.Sts;

/// <summary>Who signs a call to STS.</summary>
/// <param name="Credentials">One snapshot, so that key and token of one call belong together.</param>
/// <param name="AccountKey">
/// The account whose quota at STS the call uses, where it is known, else something that stands for the source. Calls
/// with the same key and region share one <see cref="StsAccount"/>.
/// </param>
/// <param name="Origin">See <see cref="RoleSession.Origin"/>.</param>
internal readonly record struct StsCaller(ImmutableCredentials Credentials, string AccountKey, string? Origin = null);
