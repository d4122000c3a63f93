using System.Globalization;

namespace RoleChaining;

/// <summary>How the session of one hop stands. Plain data, which System.Text.Json writes; holds no secret.</summary>
public sealed record HopStatus
{
    internal HopStatus()
    {
    }

    /// <summary>The hop, 1-based; 0 is the source.</summary>
    public required int HopNumber { get; init; }

    /// <summary>
    /// The pool's tenant, where the pool describes its tenants and the hop is one of theirs; else <see langword="null"/>.
    /// </summary>
    public string? Tenant { get; init; }

    /// <summary>The role; <see langword="null"/> for the source.</summary>
    public required RoleArn? RoleArn { get; init; }

    /// <summary>How the session stands.</summary>
    public required HopState State { get; init; }

    /// <summary>Whether a refresh is under way.</summary>
    public required bool IsRefreshing { get; init; }

    /// <summary>
    /// How many readers wait for the refresh that is under way; at a hop that chains share, the refreshes of the next hops too. Zero while
    /// a session can be served: a refresh in the background holds nobody up.
    /// </summary>
    public required int WaitingReaders { get; init; }

    /// <summary>The session's own ARN, <c>arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION</c>.</summary>
    public string? AssumedRoleArn { get; init; }

    /// <summary>The access key id of the session, which CloudTrail joins hops by; it is no secret.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>When the session was issued, by this machine's clock.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>When the session expires, by this machine's clock; <see langword="null"/> when it does not or is not known.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>From when on a reader starts the next refresh.</summary>
    public DateTimeOffset? NextRefreshAt { get; init; }

    /// <summary>STS's request id of the call that issued the session.</summary>
    public string? RequestId { get; init; }

    /// <summary>The failure of the last refresh; <see langword="null"/> when it went well.</summary>
    public HopFailureDetails? LastFailure { get; init; }

    /// <summary>The hop on one line.</summary>
    public override string ToString()
    {
        string who = HopNumber == 0 ? "source" : $"hop {HopNumber} ({RoleArn})";
        string until = ExpiresAt is { } expiry ? string.Create(CultureInfo.InvariantCulture, $" until {expiry:u}") : "";
        string waiting = WaitingReaders > 0 ? string.Create(CultureInfo.InvariantCulture, $", {WaitingReaders} waiting") : "";
        string failure = LastFailure is { } last ? $"; {last.Failure}: {last.Message}" : "";
        return $"{who}: {State}{(Tenant is null ? "" : $", tenant {Tenant}")}{until}{(IsRefreshing ? ", refreshing" : "")}{waiting}{failure}";
    }
}
