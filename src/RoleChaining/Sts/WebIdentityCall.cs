namespace RoleChaining.Sts;

/// <summary>An AssumeRoleWithWebIdentity: unsigned, the token alone speaks for the caller.</summary>
internal sealed class WebIdentityCall
{
    public required RoleArn RoleArn { get; init; }

    public required string SessionName { get; init; }

    /// <summary>The identity provider's token: a secret.</summary>
    public required string Token { get; init; }

    public TimeSpan? Duration { get; init; }

    /// <summary>Whose circuit and limiter the call uses: see <see cref="StsCaller"/>.</summary>
    public required string LimitKey { get; init; }

    /// <summary>Role and session alone: never the token.</summary>
    public override string ToString() => $"{RoleArn} as {SessionName}";
}
