using static RoleChaining.RoleChainFailure;

namespace RoleChaining.Diagnostics;

/// <summary>
/// What a failure means and what to do: one row per kind, and per error code or message where <paramref name="Sign"/> is given.
/// </summary>
/// <param name="Kind">The kind.</param>
/// <param name="Sign">STS's error code, or a part of its message; <see langword="null"/> for the rest of the kind.</param>
/// <param name="Text">What it means, as the end of a sentence.</param>
/// <param name="Advice">What to do.</param>
internal sealed record FailureDescription(RoleChainFailure Kind, string? Sign, string Text, string Advice)
{
    /// <summary>What to do about a proxy that opens TLS.</summary>
    internal const string TrustAuthority =
        "Behind a proxy that opens TLS, name the file with its authority in AWS_CA_BUNDLE, or in ca_bundle of the profile.";

    // The first row that fits is taken, so each kind's last row has no sign. The signs are from messages that STS sends; if AWS changes
    // a message, the row without a sign still holds.
    private static readonly FailureDescription[] Table =
    [
        new(AccessDenied, "root accounts", "the caller is an account's root user, which can assume no role",
            "Use the access key of an IAM user or a role's session as the source."),
        new(AccessDenied, "MultiFactorAuthentication failed", "STS did not accept the MFA code",
            "Check that MfaSerialNumber is the caller's own device and that the code is its current one: each code works once."),
        new(AccessDenied, "sts:GetCallerIdentity", "it was denied",
            "This call needs no permission, so the policy of a VPC endpoint denies it: allow it there."),
        new(AccessDenied, null, "STS denied it",
            "A web identity needs a trust policy that allows sts:AssumeRoleWithWebIdentity for the token's issuer, audience and subject."),

        new(CallerRejected, "ExpiredToken", "the caller's session has expired",
            "If the caller is the source, renew it (for example: aws sso login). The chain renews its own sessions, so if the caller is a hop, "
            + "check this machine's clock."),
        new(CallerRejected, "InvalidClientTokenId", "STS does not know the caller's access key or session token",
            "Check that the key was not deleted or deactivated and that it belongs to this partition. A key made seconds ago works shortly. "
            + "A region that must be enabled first answers so too, until the caller's account has enabled it, and to sessions of the global "
            + "STS endpoint always: enable the region, or name FailoverRegions."),
        new(CallerRejected, "Signature expired", "this machine's clock is behind",
            "Set the clock: AWS allows 15 minutes of difference."),
        new(CallerRejected, "not yet current", "this machine's clock is ahead",
            "Set the clock: AWS allows 15 minutes of difference."),
        new(CallerRejected, "SignatureDoesNotMatch", "the signature is wrong",
            "Check that secret key and access key id belong together, and this machine's clock. A proxy that changes requests breaks "
            + "signatures too."),
        new(CallerRejected, null, "STS does not accept the caller's credentials",
            "Check the source's credentials and this machine's clock."),

        new(InvalidRequest, "1 hour session limit", "the caller is a session, and so the new one can last one hour at most",
            "Set the hop's Duration to 01:00:00 at most, or leave it out."),
        new(InvalidRequest, "MaxSessionDuration", "the hop's Duration is longer than the role allows",
            "Shorten Duration, or raise the role's maximum session duration."),
        new(InvalidRequest, "MalformedPolicyDocument", "STS does not understand the hop's inline Policy",
            "Correct the policy; IAM Access Analyzer's policy validation finds the place."),
        new(InvalidRequest, "conflicts with a transitive tag", "a tag of the hop is inherited by the caller's session already",
            "Remove the tag from the hop. If the source's session carries transitive tags, name them in InheritedTransitiveTagKeys."),
        new(InvalidRequest, "a region of partition", "STS was not asked",
            "Set the chain's Region, or AWS_REGION, to a region of the role's partition."),
        new(InvalidRequest, "No region is set", "STS was not asked",
            "Set the chain's Region, or AWS_REGION."),
        new(InvalidRequest, null, "STS does not accept a setting of the hop",
            "Correct the setting that STS names."),

        new(PackedPolicyTooLarge, null, "session policies and tags are too large together",
            "Send fewer or shorter tags or policies. Inherited transitive tags count at every hop, so make only those transitive that later "
            + "hops need."),
        new(RegionDisabled, null, "STS is not activated in this region",
            "Activate the region (in the caller's and in the role's account), or call STS in another: Region or FailoverRegions."),
        new(WebIdentityRejected, null, "the web identity token was not accepted",
            "Check that the token is current, and that the role's trust policy names its issuer, audience and subject."),
        new(ProvidedContextsUnavailable, null, "ProvidedContextsProvider gave no contexts",
            "Make ProvidedContextsProvider return one to five contexts, with current assertions of the person."),
        new(MfaUnavailable, null, "MfaTokenProvider failed or gave no six-digit code",
            "Make MfaTokenProvider return the device's current code, as digits only."),
        new(Throttled, null, "STS asks to slow down",
            "Wait: it passes. If it comes back, share one chain among clients and lengthen sessions: STS takes 600 calls a second for "
            + "each account and region."),
        new(StsUnavailable, "no authority that is trusted", "the certificate of STS is not trusted", TrustAuthority),
        new(StsUnavailable, null, "STS failed or could not be reached",
            "Try again later. If it lasts, check network, DNS, proxy and VPC endpoint, and name FailoverRegions."),
        new(TimedOut, null, "STS did not answer in time",
            "Try again later. If it lasts, check network and proxy, and lengthen AttemptTimeout and TotalTimeout of the retry options."),
        new(SourceUnavailable, "sign in with:", "nobody is signed in",
            "Sign in, and the chain works again without a restart."),
        new(SourceUnavailable, "the profile '", "its profile failed",
            "Correct the profile, or what it calls."),
        new(SourceUnavailable, "The web identity's TokenProvider", "there is no web identity token",
            "Look into TokenProvider; the message of its exception is not repeated, because it may hold the token."),
        new(SourceUnavailable, "The web identity's token file", "there is no web identity token",
            "Check that the file is there and may be read: AWS_WEB_IDENTITY_TOKEN_FILE or TokenFile names it."),
        new(SourceUnavailable, "of WithWebIdentitySource is set", "the web identity is not complete",
            "Set one of the two: RoleArn is the role that the token may assume, TokenFile or TokenProvider has the token."),
        new(SourceUnavailable, "The web identity's settings", "the web identity is not usable",
            "Correct what is named: variables of the environment, or RoleArn and SessionName of WithWebIdentitySource, which go before them."),
        new(SourceUnavailable, null, "none were found, or reading them failed",
            "Set up the source: environment variables, a profile, or the machine's role."),
        new(InvalidChain, null, "The chain cannot be used with its source",
            "Or use an IAM user's access key as the source."),
        new(Unknown, null, "something unexpected happened",
            "Try again. If it lasts, look up the error and the message."),
    ];

    /// <summary>Whether the row describes a whole kind.</summary>
    public bool IsGeneral => Sign is null;

    public static FailureDescription Find(HopFailure failure) => Table.First(row => row.Kind == failure.Kind && row.Fits(failure));

    private bool Fits(HopFailure failure) =>
        Sign is null
        || failure.ErrorCode?.StartsWith(Sign, StringComparison.Ordinal) == true
        || failure.Detail.Contains(Sign, StringComparison.OrdinalIgnoreCase);
}
