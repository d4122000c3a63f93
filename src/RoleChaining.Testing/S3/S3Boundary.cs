namespace RoleChaining.Testing;

/// <summary>Where this S3 ends. A request for more is refused in words, never answered as if part of it had not been there.</summary>
internal static class S3Boundary
{
    // The query's checksums are those that an SDK computed of an empty body when it presigned the URL: S3 does not look at them.
    private static readonly HashSet<string> Signing = new(StringComparer.OrdinalIgnoreCase)
    {
        "x-id", "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature",
        "X-Amz-Security-Token", "X-Amz-Content-Sha256", "X-Amz-User-Agent", "X-Amz-Trailer", "X-Amz-Decoded-Content-Length", "x-amz-te",
        "x-amz-sdk-checksum-algorithm", "x-amz-expected-bucket-owner",

        // No bucket here makes its requester pay.
        "x-amz-request-payer",

        // The AWS SDK for .NET names S3's only version.
        "x-amz-api-version",
    };

    /// <summary>Values that say what is so anyway.</summary>
    private static readonly Dictionary<string, string> OnlyValues = new(StringComparer.OrdinalIgnoreCase)
    {
        ["x-amz-storage-class"] = "STANDARD",
        ["x-amz-server-side-encryption"] = "AES256",
        ["x-amz-server-side-encryption-bucket-key-enabled"] = "false",
        ["x-amz-object-ownership"] = "BucketOwnerEnforced",
        ["x-amz-bucket-object-lock-enabled"] = "false",
    };

    /// <exception cref="ServiceError">The request asks for something that is not here.</exception>
    public static S3Operation Check(S3Request request)
    {
        if (request.Operation is not { } operation || request.Name != operation.Name)
        {
            throw NotHere(request.Name.Length > 0 ? request.Name : "This request");
        }

        foreach (string name in request.Query.Keys)
        {
            if (!operation.MayHaveQuery(name) && !Signing.Contains(name) && !name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase))
            {
                throw NotHere($"{operation.Name} with the query parameter '{name}'");
            }
        }

        foreach (string name in request.HeaderNames)
        {
            CheckHeader(request, operation, name);
        }

        return operation;
    }

    private static void CheckHeader(S3Request request, S3Operation operation, string name)
    {
        if (Signing.Contains(name) || name.StartsWith("x-amz-checksum-", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (name.StartsWith("x-amz-grant-", StringComparison.OrdinalIgnoreCase))
        {
            throw NoAcls();
        }

        if (!operation.MayHaveHeader(name))
        {
            throw NotHere($"{operation.Name} with '{name.ToLowerInvariant()}'");
        }

        string value = request.Header(name)!;
        if (OnlyValues.TryGetValue(name, out string? only) && !string.Equals(value, only, StringComparison.OrdinalIgnoreCase))
        {
            throw NotHere($"{operation.Name} with '{name.ToLowerInvariant()}: {value}'");
        }

        // Buckets have had no access control lists since 2023, unless asked to:
        // https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
        if (string.Equals(name, "x-amz-acl", StringComparison.OrdinalIgnoreCase)
            && value != (operation.Scope == S3Scope.Bucket ? "private" : "bucket-owner-full-control"))
        {
            throw NoAcls();
        }
    }

    public static ServiceError NotHere(string what) => new(
        501,
        "NotImplemented",
        $"{what} is not here: this is a local STS with a little S3, which has "
        + string.Join(", ", S3Operation.All.Select(operation => operation.Name).Order(StringComparer.Ordinal)) + ".");

    private static ServiceError NoAcls() => new(400, "AccessControlListNotSupported", "The bucket does not allow ACLs");
}
