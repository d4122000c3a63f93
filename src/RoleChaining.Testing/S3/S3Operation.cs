namespace RoleChaining.Testing;

/// <summary>An operation of S3 that is here, and all that a request for it may have.</summary>
/// <param name="Name">AWS's name.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Scope">What it is about.</param>
/// <remarks>
/// What is not listed is refused: a header or a parameter that AWS obeys and this server does not would make a test pass that AWS fails.
/// https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
/// </remarks>
internal sealed record S3Operation(string Name, string Method, S3Scope Scope)
{
    private static readonly string[] WriteHeaders =
    [
        "x-amz-meta-*", "x-amz-acl", "x-amz-storage-class", "x-amz-server-side-encryption",
        "x-amz-server-side-encryption-bucket-key-enabled",
    ];

    private static readonly string[] CopyHeaders =
    [
        "x-amz-copy-source", "x-amz-copy-source-if-match", "x-amz-copy-source-if-none-match", "x-amz-copy-source-if-modified-since",
        "x-amz-copy-source-if-unmodified-since", "x-amz-source-expected-bucket-owner",
    ];

    private static readonly string[] ReadQuery =
    [
        "partNumber", "response-content-type", "response-content-language", "response-expires", "response-cache-control",
        "response-content-disposition", "response-content-encoding",
    ];

    private static readonly string[] ListHeaders = ["x-amz-optional-object-attributes"];

    /// <summary>The more particular before the more general.</summary>
    public static readonly IReadOnlyList<S3Operation> All =
    [
        new("ListBuckets", "GET", S3Scope.Service),

        new("GetBucketLocation", "GET", S3Scope.Bucket) { Markers = ["location"] },
        new("ListMultipartUploads", "GET", S3Scope.Bucket)
        {
            Markers = ["uploads"], Query = ["prefix", "key-marker", "upload-id-marker", "max-uploads", "encoding-type"],
        },
        new("ListObjectsV2", "GET", S3Scope.Bucket)
        {
            Markers = ["list-type"],
            Query = ["prefix", "delimiter", "max-keys", "continuation-token", "start-after", "encoding-type", "fetch-owner"],
            Headers = ListHeaders,
        },
        new("ListObjects", "GET", S3Scope.Bucket)
        {
            Query = ["prefix", "delimiter", "max-keys", "marker", "encoding-type"], Headers = ListHeaders,
        },
        new("HeadBucket", "HEAD", S3Scope.Bucket),
        new("CreateBucket", "PUT", S3Scope.Bucket)
        {
            Headers = ["x-amz-acl", "x-amz-object-ownership", "x-amz-bucket-object-lock-enabled"],
        },
        new("DeleteBucket", "DELETE", S3Scope.Bucket),
        new("DeleteObjects", "POST", S3Scope.Bucket) { Markers = ["delete"] },

        new("ListParts", "GET", S3Scope.Object) { Markers = ["uploadId"], Query = ["part-number-marker", "max-parts", "encoding-type"] },
        new("GetObjectTagging", "GET", S3Scope.Object) { Markers = ["tagging"] },
        new("GetObject", "GET", S3Scope.Object) { Query = ReadQuery },
        new("HeadObject", "HEAD", S3Scope.Object) { Query = ReadQuery },
        new("UploadPartCopy", "PUT", S3Scope.Object)
        {
            Markers = ["uploadId"], Query = ["partNumber"], IsCopy = true, Headers = [.. CopyHeaders, "x-amz-copy-source-range"],
        },
        new("UploadPart", "PUT", S3Scope.Object) { Markers = ["uploadId"], Query = ["partNumber"] },
        new("CopyObject", "PUT", S3Scope.Object)
        {
            IsCopy = true, Headers = [.. WriteHeaders, .. CopyHeaders, "x-amz-metadata-directive", "x-amz-tagging-directive"],
        },
        new("PutObject", "PUT", S3Scope.Object) { Headers = WriteHeaders },
        new("CreateMultipartUpload", "POST", S3Scope.Object) { Markers = ["uploads"], Headers = WriteHeaders },
        new("CompleteMultipartUpload", "POST", S3Scope.Object) { Markers = ["uploadId"], Headers = ["x-amz-mp-object-size"] },
        new("AbortMultipartUpload", "DELETE", S3Scope.Object) { Markers = ["uploadId"] },
        new("DeleteObject", "DELETE", S3Scope.Object),
    ];

    /// <summary>Query parameters that make a request one for this operation.</summary>
    public string[] Markers { get; private init; } = [];

    /// <summary>Query parameters that it may have.</summary>
    public string[] Query { get; private init; } = [];

    /// <summary>Headers of AWS's own that it may have; one that ends in a star stands for all that begin so.</summary>
    public string[] Headers { get; private init; } = [];

    /// <summary>It has <c>x-amz-copy-source</c>.</summary>
    public bool IsCopy { get; private init; }

    public static S3Operation? Find(string method, S3Scope scope, IReadOnlyDictionary<string, string> query, bool isCopy)
    {
        foreach (S3Operation operation in All)
        {
            if (operation.Method == method
                && operation.Scope == scope
                && operation.IsCopy == isCopy
                && operation.Markers.All(query.ContainsKey)
                && (operation.Name != "ListObjectsV2" || query["list-type"] == "2"))
            {
                return operation;
            }
        }

        return null;
    }

    public bool MayHaveQuery(string name) => Markers.Contains(name) || Query.Contains(name);

    public bool MayHaveHeader(string name) => Headers.Any(header => header.EndsWith('*')
        ? name.StartsWith(header[..^1], StringComparison.OrdinalIgnoreCase)
        : string.Equals(name, header, StringComparison.OrdinalIgnoreCase));
}
