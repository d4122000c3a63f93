namespace RoleChaining.Testing;

/// <summary>What S3's requests say of their bodies: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html</summary>
internal static class S3Payload
{
    private const string Unsigned = "UNSIGNED-PAYLOAD";

    /// <summary>The hash the signature covers.</summary>
    public static string DeclaredHash(WireRequest request, SigV4Authorization authorization)
    {
        if (authorization.Expires is not null)
            return request.Headers["x-amz-content-sha256"] ?? Unsigned;
        return request.Headers["x-amz-content-sha256"]
            ?? throw new ServiceError(400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
    }
}
