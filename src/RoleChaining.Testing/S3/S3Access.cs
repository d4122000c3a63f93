namespace RoleChaining.Testing;

/// <summary>Who may do what to a bucket and what is in it.</summary>
/// <remarks>There are no bucket policies here, so that another account's bucket is closed to everyone.</remarks>
internal sealed class S3Access(LocalClock clock, BucketStore buckets)
{
    private const string ExpectedOwner = "x-amz-expected-bucket-owner";

    /// <exception cref="ServiceError">
    /// The caller may not, or the bucket is not there, is not the caller's or not the one expected.
    /// </exception>
    public Bucket FindBucket(S3Call call, string action) => FindBucket(call, call.Request.Key, action);

    /// <inheritdoc cref="FindBucket(S3Call, string)"/>
    public Bucket FindBucket(S3Call call, string key, string action)
    {
        Bucket bucket = FindBucket(call, call.Request.Bucket, key, action);
        CheckOwner(call, bucket, ExpectedOwner);
        return bucket;
    }

    /// <summary>An object to read or to copy from.</summary>
    /// <exception cref="ServiceError">The caller may not, or it is not there.</exception>
    public StoredObject FindObject(S3Call call, Bucket bucket, string key)
    {
        if (bucket.Find(key) is { } stored)
        {
            return stored;
        }

        // Who may not list a bucket is not told what is in it.
        Demand(call, "s3:ListBucket", ArnOf(call, bucket.Name, string.Empty));
        throw S3Errors.NoSuchKey();
    }

    /// <summary>What a copy is made of.</summary>
    /// <exception cref="ServiceError">The caller may not, or it is not there.</exception>
    public (string Bucket, string Key, StoredObject Stored) FindCopySource(S3Call call)
    {
        string text = call.Request.Header("x-amz-copy-source")!;
        if (text.Contains('?', StringComparison.Ordinal))
        {
            throw S3Boundary.NotHere($"{call.Request.Name} of a version");
        }

        (string name, string key) = S3Request.SplitPath(S3Request.Decode(text).TrimStart('/'));
        if (name.StartsWith("arn:", StringComparison.Ordinal))
        {
            throw S3Boundary.NotHere($"{call.Request.Name} from an access point");
        }

        if (key.Length == 0)
        {
            throw S3Errors.InvalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
        }

        Bucket bucket = FindBucket(call, name, key, "s3:GetObject");
        CheckOwner(call, bucket, "x-amz-source-expected-bucket-owner");
        StoredObject stored = FindObject(call, bucket, key);
        S3Preconditions.CheckCopy(call.Request, stored);
        return (name, key, stored);
    }

    private static ServiceError NoSuchBucket() => new(404, "NoSuchBucket", "The specified bucket does not exist");

    public void Demand(S3Call call, string action, string resource)
    {
        Dictionary<string, IamContextValue> keys = new(StringComparer.OrdinalIgnoreCase);
        foreach (string parameter in (ReadOnlySpan<string>)["prefix", "delimiter", "max-keys"])
        {
            if (call.Request.Query.TryGetValue(parameter, out string? value))
            {
                keys.Add("s3:" + parameter, IamContextValue.Of(value));
            }
        }

        Exchange exchange = call.Exchange;
        RequestContext context = new()
        {
            Principal = call.Caller.Principal,
            Now = clock.Now,
            SourceIp = exchange.Request.SourceIp,
            Region = exchange.Call.Region,
            UserAgent = exchange.Request.Headers["User-Agent"],
            ResourceAccount = call.Caller.AccountId,
            OtherKeys = keys,
        };
        IamDecision permission = Authorizer.OwnPermission(call.Caller, action, resource, context);
        if (!permission.IsAllowed)
        {
            throw S3Errors.Denied(permission.Decisive is { IsExplicitDeny: true } deny
                ? $"Denied: {Authorizer.Name(deny)} denies {action}"
                : $"Denied: no policy allows {action} on {resource}");
        }

        exchange.Call = exchange.Call with { Decision = Authorizer.Allowed(permission) };
    }

    public static string ArnOf(S3Call call, string bucket, string key) =>
        $"arn:{call.Caller.Partition}:s3:::{bucket}{(key.Length > 0 ? "/" + key : string.Empty)}";

    private Bucket FindBucket(S3Call call, string name, string key, string action)
    {
        Demand(call, action, ArnOf(call, name, key));
        Bucket bucket = buckets.Find(name) ?? throw NoSuchBucket();
        return bucket.Owner == call.Caller.AccountId ? bucket : throw S3Errors.Denied($"Denied: the bucket is account {bucket.Owner}'s");
    }

    /// <summary>Refuses the whole of a request about many keys, of which each else has an answer of its own.</summary>
    /// <exception cref="ServiceError">The bucket is not there, or not that of the account that the caller expects.</exception>
    public void CheckOwner(S3Call call)
    {
        Bucket bucket = buckets.Find(call.Request.Bucket) ?? throw NoSuchBucket();
        CheckOwner(call, bucket, ExpectedOwner);
    }

    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
    private static void CheckOwner(S3Call call, Bucket bucket, string header)
    {
        if (call.Request.Header(header) is not { } expected)
        {
            return;
        }

        if (!Arn.IsAccountId(expected))
        {
            throw S3Errors.InvalidRequest($"The value specified in {header} must be an AWS account ID");
        }

        if (bucket.Owner != expected)
        {
            throw S3Errors.Denied($"Denied: the bucket is account {bucket.Owner}'s, and the request expected {expected}");
        }
    }
}
