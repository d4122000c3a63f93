using System.Text.Json.Serialization;

namespace RoleChaining;

/// <summary>What kind of failure a <see cref="RoleChainException"/> tells of.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RoleChainFailure>))]
public enum RoleChainFailure
{
    /// <summary>The source gave no credentials: none found, an error, or no answer in time.</summary>
    SourceUnavailable,

    /// <summary>
    /// The chain breaks a rule that was known only once the source was read, such as one hour at most for a chained session.
    /// </summary>
    InvalidChain,

    /// <summary>STS refused: a policy of the caller or the role's trust policy does not allow it, or the role does not exist.</summary>
    AccessDenied,

    /// <summary>STS refused the credentials that signed: expired, unknown or wrongly signed.</summary>
    CallerRejected,

    /// <summary>STS refused the request's parameters.</summary>
    InvalidRequest,

    /// <summary>Session policies and tags, the inherited ones included, are larger together than STS allows.</summary>
    PackedPolicyTooLarge,

    /// <summary>STS is not activated in the region for the account.</summary>
    RegionDisabled,

    /// <summary>The web identity token was refused or its provider could not be reached.</summary>
    WebIdentityRejected,

    /// <summary>The MFA token provider failed or gave no six-digit code.</summary>
    MfaUnavailable,

    /// <summary>The provider of trusted contexts failed, or gave contexts that break a rule.</summary>
    ProvidedContextsUnavailable,

    /// <summary>STS asked to slow down.</summary>
    Throttled,

    /// <summary>STS failed or could not be reached.</summary>
    StsUnavailable,

    /// <summary>STS did not answer in time.</summary>
    TimedOut,

    /// <summary>Something that has no name of its own here; the message and the inner exception tell.</summary>
    Unknown,
}
