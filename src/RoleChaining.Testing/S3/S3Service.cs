namespace RoleChaining.Testing;

/// <summary>As much of S3 as the SDKs' transfers and <c>aws s3</c> use.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html</remarks>
internal sealed class S3Service : IWireService
{
    private readonly Authenticator _authenticator;
    private readonly S3Access _access;
    private readonly BucketActions _buckets;
    private readonly ObjectActions _objects;
    private readonly GetObjectAction _get;
    private readonly DeleteObjectsAction _deleteObjects;
    private readonly MultipartActions _multipart;

    public S3Service(LocalClock clock, Authenticator authenticator)
    {
        BucketStore store = new();
        _authenticator = authenticator;
        _access = new(clock, store);
        _buckets = new(clock, store, _access);
        _objects = new(clock, _access);
        _get = new(_access);
        _deleteObjects = new(_access);
        _multipart = new(clock, _access);
    }

    public string Name => "s3";

    public string RequestIdHeader => "x-amz-request-id";

    public ServiceError Throttled => new(503, "SlowDown", "Please reduce your request rate.");

    public StsCall Describe(Exchange exchange)
    {
        var request = S3Request.Read(exchange.Request);
        exchange.Content = request;
        return exchange.Call with { Action = request.Name };
    }

    public WireResponse Answer(Exchange exchange)
    {
        S3Errors.RefuseSignatureVersion2(exchange.Request);
        Caller caller = _authenticator.Authenticate(exchange, PathStyle.DecodedOnce, S3Payload.DeclaredHash);
        S3Request request = (S3Request)exchange.Content!;
        S3Operation operation = S3Boundary.Check(request);
        SigV4Authorization authorization = SigV4Authorization.Read(exchange.Request);
        (ReadOnlyMemory<byte> content, WireHeaders trailer) =
            S3Payload.Read(exchange.Request, authorization, _authenticator.SecretOf(caller));
        return Answer(operation, new S3Call(exchange, caller, request, content, trailer));
    }

    public ServiceError Translate(ServiceError error, Exchange exchange) => S3Errors.Translate(error, exchange.Request);

    public WireResponse Refuse(ServiceError error, Exchange exchange) => S3Xml.Error(error, exchange);

    public WireResponse Fragment(Exchange exchange) => S3Xml.Fragment();

    private WireResponse Answer(S3Operation operation, S3Call call) => operation.Name switch
    {
        "ListBuckets" => _buckets.List(call),
        "CreateBucket" => _buckets.Create(call),
        "HeadBucket" => _buckets.Head(call),
        "DeleteBucket" => _buckets.Delete(call),
        "GetBucketLocation" => _buckets.GetLocation(call),
        "ListObjects" => S3Listing.Objects(_access.FindBucket(call, "s3:ListBucket"), call.Request),
        "ListObjectsV2" => S3Listing.ObjectsV2(_access.FindBucket(call, "s3:ListBucket"), call.Request),
        "PutObject" => _objects.Put(call),
        "CopyObject" => _objects.Copy(call),
        "GetObject" => _get.Answer(call, withBody: true),
        "HeadObject" => _get.Answer(call, withBody: false),
        "GetObjectTagging" => _objects.GetTagging(call),
        "DeleteObject" => _objects.Delete(call),
        "DeleteObjects" => _deleteObjects.Answer(call),
        "CreateMultipartUpload" => _multipart.Create(call),
        "UploadPart" => _multipart.UploadPart(call),
        "UploadPartCopy" => _multipart.CopyPart(call),
        "CompleteMultipartUpload" => _multipart.Complete(call),
        "AbortMultipartUpload" => _multipart.Abort(call),
        "ListParts" => _multipart.ListParts(call),
        "ListMultipartUploads" => _multipart.ListUploads(call),
        _ => throw new InvalidOperationException($"{operation.Name} is in the list of operations and has no answer."),
    };
}
