namespace RoleChaining.Testing;

/// <summary>Refusals in S3's words: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html</summary>
internal static class S3Errors
{
    /// <summary>The refusals every service shares.</summary>
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

    /// <summary>A signature of version 2, which S3 took until 2020.</summary>
    public static void RefuseSignatureVersion2(WireRequest request)
    {
        if (request.Headers["Authorization"]?.StartsWith("AWS ", StringComparison.Ordinal) == true
            || (request.Query.Contains("AWSAccessKeyId=", StringComparison.Ordinal)
                && request.Query.Contains("Signature=", StringComparison.Ordinal)))
        {
            throw InvalidRequest("The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
        }
    }

    public static ServiceError Denied(string decision) => new(403, "AccessDenied", "Access Denied") { Decision = decision };

    public static ServiceError NoSuchKey() => new(404, "NoSuchKey", "The specified key does not exist.");

    public static ServiceError InvalidRequest(string message) => new(400, "InvalidRequest", message);

    public static ServiceError InvalidArgument(string message) => new(400, "InvalidArgument", message);

    public static ServiceError MalformedXml() => new(
        400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema");

    public static ServiceError PreconditionFailed() =>
        new(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");

    private static ServiceError UnknownKey(WireRequest request) => SigV4Authorization.Read(request).SecurityToken is not null
        ? new(400, "InvalidToken", "The provided token is malformed or otherwise invalid.")
        : new(403, "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.");
}
