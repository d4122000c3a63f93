namespace RoleChaining.Testing;

/// <summary>The refusals every service shares, in S3's words: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html</summary>
internal static class S3Errors
{
    public static ServiceError Translate(ServiceError error, WireRequest request) => error.Code switch
    {
        "ExpiredToken" => new(400, "ExpiredToken", "The provided token has expired."),
        "InvalidClientTokenId" => UnknownKey(request),
        "MissingAuthenticationToken" => new(403, "AccessDenied", "Access Denied"),
        "IncompleteSignature" => new(400, "AuthorizationHeaderMalformed", error.WireMessage),
        "RequestEntityTooLarge" => new(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size."),
        "SignatureDoesNotMatch" when error.WireMessage.StartsWith("Signature ", StringComparison.Ordinal) =>
            new(403, "RequestTimeTooSkewed", "The difference between the request time and the current time is too large."),
        "SignatureDoesNotMatch" when error.WireMessage.StartsWith("Credential ", StringComparison.Ordinal) =>
            new(400, "AuthorizationHeaderMalformed", error.WireMessage),
        "SignatureDoesNotMatch" =>
            new(
                403,
                "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. Check your key and signing method."),
        _ => error,
    };

    private static ServiceError UnknownKey(WireRequest request) => SigV4Authorization.Read(request).SecurityToken is not null
        ? new(400, "InvalidToken", "The provided token is malformed or otherwise invalid.")
        : new(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.");
}
