namespace RoleChaining.Testing;

/// <summary>
/// One request a <see cref="LocalSts"/> received, and what became of it. It never holds a secret, a token or an external id.
/// </summary>
public sealed record StsCall
{
    internal StsCall()
    {
    }

    /// <summary>The operation, such as <c>AssumeRole</c> or <c>ListBuckets</c>; empty when the request named none.</summary>
    public string Action { get; internal init; } = string.Empty;

    /// <summary><c>sts</c>, <c>s3</c>, or <c>metadata</c> for an instance's or a container's credentials.</summary>
    public string Service { get; internal init; } = "sts";

    /// <summary>The key id the request says it is signed with; null for an unsigned one.</summary>
    public string? SignerAccessKeyId { get; internal init; }

    /// <summary>The user or session that key belongs to; null when the server knows no such key.</summary>
    public string? SignerArn { get; internal init; }

    /// <summary>The role asked for.</summary>
    public string? RoleArn { get; internal init; }

    /// <summary>The session name asked for.</summary>
    public string? SessionName { get; internal init; }

    /// <summary>The duration asked for; null when none was, which is an hour for a role.</summary>
    public int? DurationSeconds { get; internal init; }

    /// <summary>The tags passed; not those inherited.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; internal init; } = [];

    /// <summary>The keys of the passed tags that are to be transitive.</summary>
    public IReadOnlyList<string> TransitiveTagKeys { get; internal init; } = [];

    /// <summary>The source identity passed; not one inherited.</summary>
    public string? SourceIdentity { get; internal init; }

    /// <summary>An external id was passed.</summary>
    public bool HasExternalId { get; internal init; }

    /// <summary>The region the request is signed for.</summary>
    public string? Region { get; internal init; }

    /// <summary>When the request arrived, on the server's <see cref="TimeProvider"/>.</summary>
    public DateTimeOffset At { get; internal init; }

    /// <summary>The id the answer carries in <c>x-amzn-RequestId</c>.</summary>
    public string RequestId { get; internal init; } = string.Empty;

    /// <summary>The status of the answer; 0 when there was none, because the connection was reset or the client left.</summary>
    public int StatusCode { get; internal init; }

    /// <summary>
    /// AWS's error code, or <c>ConnectionReset</c>, <c>StalledBody</c>, <c>MalformedResponse</c> for such a fault; null for success.
    /// </summary>
    public string? ErrorCode { get; internal init; }

    /// <summary>The error's message, with secret values left out.</summary>
    public string? ErrorMessage { get; internal init; }

    /// <summary>Which policy statement decided, in words.</summary>
    public string? Decision { get; internal init; }

    /// <summary>The key id of the session issued.</summary>
    public string? IssuedAccessKeyId { get; internal init; }

    /// <summary>Who asked for what and how it ended, in a line.</summary>
    public override string ToString() =>
        $"{Service}:{Action} {RoleArn} by {SignerArn ?? SignerAccessKeyId ?? "nobody"}: {StatusCode} {ErrorCode}".TrimEnd();
}
