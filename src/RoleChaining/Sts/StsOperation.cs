namespace RoleChaining.Sts;

/// <summary>An operation of STS that issues a session, ready to be sent any number of times.</summary>
internal abstract class StsOperation
{
    /// <summary>The hop, 1-based; 0 for a web identity, which is a source.</summary>
    public required int HopNumber { get; init; }

    public required string RoleArn { get; init; }

    public required string SessionName { get; init; }

    /// <summary>Whose circuit and limiter are used: see <see cref="StsCaller"/>.</summary>
    public required string LimitKey { get; init; }

    /// <summary>How long the session lasts at most.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Where it goes first, when that is not the chain's region.</summary>
    public string? Region { get; init; }

    /// <summary>The access key id of the signer.</summary>
    public string? SourceAccessKeyId { get; init; }

    /// <summary>Whether a session signs it; else a web identity token speaks for the caller.</summary>
    public bool IsSigned => SourceAccessKeyId is not null;

    /// <summary>What must be asked anew for every attempt: an MFA code, where there is one.</summary>
    public virtual ValueTask<string?> PrepareAsync(bool async, CancellationToken cancellationToken) => default;

    /// <summary>Sends it once.</summary>
    public abstract ValueTask<StsReply> SendAsync(
        StsClient client, string? mfaCode, StsExchange exchange, bool async, CancellationToken cancellationToken);

    /// <summary>What the requests of this operation carry through the AWS SDK.</summary>
    public abstract StsExchange CreateExchange();

    public sealed override string ToString() => $"{RoleArn} as {SessionName}";
}
