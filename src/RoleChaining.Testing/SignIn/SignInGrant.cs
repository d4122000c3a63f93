namespace RoleChaining.Testing;

/// <summary>What a sign-in token is good for.</summary>
/// <param name="AccessKeyId">The session that it was given for.</param>
/// <param name="SessionArn">The session's own ARN.</param>
/// <param name="Partition">Where its console is.</param>
/// <param name="GoodUntil">When the token ends.</param>
/// <param name="ConsoleEndsAt">When the console ends.</param>
internal sealed record SignInGrant(
    string AccessKeyId, string SessionArn, string Partition, DateTimeOffset GoodUntil, DateTimeOffset ConsoleEndsAt);
