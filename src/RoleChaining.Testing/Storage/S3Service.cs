using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace RoleChaining.Testing;

/// <summary>As much of S3 as a last hop needs to prove itself.</summary>
/// <remarks>https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html</remarks>
internal sealed class S3Service(LocalClock clock, Authenticator authenticator) : IWireService
{
    private readonly BucketStore _buckets = new();

    public string Name => "s3";

    public string RequestIdHeader => "x-amz-request-id";

    public ServiceError Throttled => new(503, "SlowDown", "Please reduce your request rate.");

    public StsCall Describe(Exchange exchange)
    {
        var request = S3Request.Read(exchange.Request);
        exchange.Content = request;
        return exchange.Call with { Action = request.Action };
    }

    public WireResponse Answer(Exchange exchange)
    {
        Caller caller = authenticator.Authenticate(exchange, PathStyle.DecodedOnce, S3Payload.DeclaredHash);
        S3Request request = Request(exchange);
        SigV4Authorization authorization = SigV4Authorization.Read(exchange.Request);
        (byte[] content, WireHeaders trailer) = S3Payload.Read(exchange.Request, authorization, authenticator.SecretOf(caller));
        switch (request.Action)
        {
            case "ListBuckets":
                Demand(exchange, caller, "s3:ListAllMyBuckets", "*");
                return S3Listing.Buckets(caller.AccountId, _buckets.OwnedBy(caller.AccountId));
            case "CreateBucket":
                Demand(exchange, caller, "s3:CreateBucket", BucketArn(caller, request));
                return CreateBucket(request, caller);
            case "HeadBucket":
                FindBucket(exchange, caller, "s3:ListBucket");
                return new(200, null, default);
            case "ListObjectsV2":
                return S3Listing.Objects(FindBucket(exchange, caller, "s3:ListBucket"), request);
            case "PutObject":
                return Put(exchange, caller, content, trailer);
            case "GetObject":
                return Get(exchange, caller, withBody: true);
            case "HeadObject":
                return Get(exchange, caller, withBody: false);
            case "DeleteObject":
                FindBucket(exchange, caller, "s3:DeleteObject").Delete(request.Key);
                return new(204, null, default);
            default:
                throw new ServiceError(501, "NotImplemented", "A header you provided implies functionality that is not implemented.");
        }
    }

    public ServiceError Translate(ServiceError error, Exchange exchange) => S3Errors.Translate(error, exchange.Request);

    public WireResponse Refuse(ServiceError error, Exchange exchange) => S3Xml.Error(error, exchange);

    public WireResponse Fragment(Exchange exchange) => S3Xml.Fragment();

    private WireResponse CreateBucket(S3Request request, Caller caller)
    {
        bool valid = request.Bucket.Length is >= 3 and <= 63
            && char.IsAsciiLetterOrDigit(request.Bucket[0])
            && char.IsAsciiLetterOrDigit(request.Bucket[^1])
            && request.Bucket.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');
        if (!valid)
            throw new ServiceError(400, "InvalidBucketName", "The specified bucket is not valid.");
        if (_buckets.Find(request.Bucket) is { } existing && existing.Owner == caller.AccountId)
        {
            throw new ServiceError(
                409, "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.");
        }

        if (_buckets.GetOrAdd(request.Bucket, caller.AccountId, clock.WireNow).Owner != caller.AccountId)
        {
            throw new ServiceError(
                409,
                "BucketAlreadyExists",
                "The requested bucket name is not available. The bucket namespace is shared by all users of the system. "
                + "Please select a different name and try again.");
        }

        WireResponse response = new(200, null, default);
        response.Headers.Add(new("Location", "/" + request.Bucket));
        return response;
    }

    [SuppressMessage("Security", "CA5351", Justification = "An ETag is an MD5 by S3's definition, and guards nothing.")]
    private WireResponse Put(Exchange exchange, Caller caller, byte[] content, WireHeaders trailer)
    {
        Bucket bucket = FindBucket(exchange, caller, "s3:PutObject");
        string etag = "\"" + Convert.ToHexStringLower(MD5.HashData(content)) + "\"";
        List<KeyValuePair<string, string>> kept = [.. exchange.Request.Headers.Where(IsKept), .. trailer.Where(IsKept)];
        bucket.Put(Request(exchange).Key, new(content, etag, clock.WireNow, kept));
        WireResponse response = new(200, null, default);
        response.Headers.Add(new("ETag", etag));
        response.Headers.AddRange(kept.Where(header => header.Key.StartsWith("x-amz-checksum-", StringComparison.OrdinalIgnoreCase)));
        return response;
    }

    private WireResponse Get(Exchange exchange, Caller caller, bool withBody)
    {
        Bucket bucket = FindBucket(exchange, caller, "s3:GetObject");
        StoredObject? stored = bucket.Find(Request(exchange).Key);
        if (stored is null)
        {
            // Who may not list a bucket is not told what is in it.
            Demand(exchange, caller, "s3:ListBucket", BucketArn(caller, Request(exchange)));
            throw new ServiceError(404, "NoSuchKey", "The specified key does not exist.");
        }

        string? type = stored.Headers.FirstOrDefault(IsContentType).Value;
        WireResponse response = new(200, HeaderText.Encode(type ?? "binary/octet-stream"), withBody ? stored.Content : default)
        {
            HeadContentLength = withBody ? null : stored.Content.Length,
        };
        response.Headers.Add(new("ETag", stored.ETag));
        response.Headers.Add(new("Last-Modified", stored.LastModified.ToString("R", CultureInfo.InvariantCulture)));
        response.Headers.AddRange(stored.Headers.Where(header => !IsContentType(header))
            .Select(header => new KeyValuePair<string, string>(header.Key, HeaderText.Encode(header.Value))));
        return response;
    }

    private static bool IsContentType(KeyValuePair<string, string> header) =>
        string.Equals(header.Key, "Content-Type", StringComparison.OrdinalIgnoreCase);

    private static bool IsKept(KeyValuePair<string, string> header) =>
        IsContentType(header)
        || header.Key.StartsWith("x-amz-meta-", StringComparison.OrdinalIgnoreCase)
        || (header.Key.StartsWith("x-amz-checksum-", StringComparison.OrdinalIgnoreCase)
            && !string.Equals(header.Key, "x-amz-checksum-mode", StringComparison.OrdinalIgnoreCase));

    // There are no bucket policies here, so that another account's bucket is closed to everyone.
    private Bucket FindBucket(Exchange exchange, Caller caller, string action)
    {
        S3Request request = Request(exchange);
        string resource = BucketArn(caller, request) + (request.Key.Length > 0 ? "/" + request.Key : string.Empty);
        Demand(exchange, caller, action, resource);
        Bucket bucket = _buckets.Find(request.Bucket) ?? throw new ServiceError(404, "NoSuchBucket", "The specified bucket does not exist");
        return bucket.Owner == caller.AccountId ? bucket : throw Denied($"Denied: the bucket is account {bucket.Owner}'s");
    }

    private void Demand(Exchange exchange, Caller caller, string action, string resource)
    {
        Dictionary<string, IamContextValue> keys = new(StringComparer.OrdinalIgnoreCase);
        if (Request(exchange).Query.TryGetValue("prefix", out string? prefix))
            keys.Add("s3:prefix", IamContextValue.Of(prefix));
        if (Request(exchange).Query.TryGetValue("delimiter", out string? delimiter))
            keys.Add("s3:delimiter", IamContextValue.Of(delimiter));
        RequestContext context = new()
        {
            Principal = caller.Principal,
            Now = clock.Now,
            SourceIp = exchange.Request.SourceIp,
            Region = exchange.Call.Region,
            SecureTransport = exchange.Request.IsHttps,
            UserAgent = exchange.Request.Headers["User-Agent"],
            ResourceAccount = caller.AccountId,
            OtherKeys = keys,
        };
        IamDecision permission = Authorizer.OwnPermission(caller, action, resource, context);
        if (!permission.IsAllowed)
        {
            throw Denied(permission.Decisive is { IsExplicitDeny: true } deny
                ? $"Denied: {Authorizer.Name(deny)} denies {action}"
                : $"Denied: no policy allows {action} on {resource}");
        }

        exchange.Call = exchange.Call with { Decision = Authorizer.Allowed(permission) };
    }

    private static S3Request Request(Exchange exchange) => (S3Request)exchange.Content!;

    private static string BucketArn(Caller caller, S3Request request) => $"arn:{caller.Partition}:s3:::{request.Bucket}";

    private static ServiceError Denied(string decision) => new(403, "AccessDenied", "Access Denied") { Decision = decision };
}
