namespace RoleChaining.Testing;

/// <summary>One request that a <see cref="LocalSignIn"/> received, and what became of it. It never holds a secret or a token.</summary>
public sealed record SignInCall
{
    internal SignInCall()
    {
    }

    /// <summary><c>getSigninToken</c> or <c>login</c>; empty when the request named none.</summary>
    public string Action { get; internal init; } = string.Empty;

    /// <summary>The method of the request.</summary>
    public string Method { get; internal init; } = string.Empty;

    /// <summary>Whether the session's keys stood in the address, where proxies log them.</summary>
    public bool HasSessionInUrl { get; internal init; }

    /// <summary>The key id of the session; null when none was recognised.</summary>
    public string? AccessKeyId { get; internal init; }

    /// <summary>The session's own ARN; null when none was recognised.</summary>
    public string? SessionArn { get; internal init; }

    /// <summary>The duration asked for, in seconds; null when none was, so that the console ends with the session.</summary>
    public int? SessionDuration { get; internal init; }

    /// <summary>The page that a login asked for.</summary>
    public string? Destination { get; internal init; }

    /// <summary>When the console of this token or login ends, on the clock of the STS; null for a refusal.</summary>
    public DateTimeOffset? ExpiresAt { get; internal init; }

    /// <summary>The status of the answer.</summary>
    public int StatusCode { get; internal init; }

    /// <summary>Why it was refused, which AWS does not tell; null for success.</summary>
    public string? Refusal { get; internal init; }

    /// <summary>What was asked and how it ended, in a line.</summary>
    public override string ToString() => $"{Method} {Action} by {SessionArn ?? AccessKeyId ?? "nobody"}: {StatusCode} {Refusal}".TrimEnd();
}
