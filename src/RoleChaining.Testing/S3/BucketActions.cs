using System.Xml.Linq;

namespace RoleChaining.Testing;

/// <summary>Operations on buckets.</summary>
internal sealed class BucketActions(LocalClock clock, BucketStore buckets, S3Access access)
{
    private const string DefaultRegion = "us-east-1";

    public WireResponse List(S3Call call)
    {
        access.Demand(call, "s3:ListAllMyBuckets", "*");
        return S3Listing.Buckets(call.Caller.AccountId, buckets.OwnedBy(call.Caller.AccountId));
    }

    public WireResponse Create(S3Call call)
    {
        string name = call.Request.Bucket;
        access.Demand(call, "s3:CreateBucket", S3Access.ArnOf(call, name, string.Empty));
        bool valid = name.Length is >= 3 and <= 63
            && char.IsAsciiLetterOrDigit(name[0])
            && char.IsAsciiLetterOrDigit(name[^1])
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.');
        if (!valid)
        {
            throw new ServiceError(400, "InvalidBucketName", "The specified bucket is not valid.");
        }

        string owner = call.Caller.AccountId;
        if (buckets.Find(name) is { } existing && existing.Owner == owner)
        {
            throw new ServiceError(
                409, "BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.");
        }

        if (buckets.GetOrAdd(name, owner, ReadRegion(call), clock.WireNow).Owner != owner)
        {
            throw new ServiceError(
                409,
                "BucketAlreadyExists",
                "The requested bucket name is not available. The bucket namespace is shared by all users of the system. "
                + "Please select a different name and try again.");
        }

        WireResponse response = new(200, null, default);
        response.Headers.Add(new("Location", "/" + name));
        return response;
    }

    public WireResponse Head(S3Call call)
    {
        Bucket bucket = access.FindBucket(call, "s3:ListBucket");
        WireResponse response = new(200, null, default);
        response.Headers.Add(new("x-amz-bucket-region", bucket.Region));
        return response;
    }

    public WireResponse Delete(S3Call call)
    {
        Bucket bucket = access.FindBucket(call, "s3:DeleteBucket");
        return buckets.TryDelete(bucket)
            ? new(204, null, default)
            : throw new ServiceError(409, "BucketNotEmpty", "The bucket you tried to delete is not empty");
    }

    public WireResponse GetLocation(S3Call call)
    {
        Bucket bucket = access.FindBucket(call, "s3:GetBucketLocation");
        return S3Xml.Success("LocationConstraint", xml => xml.WriteString(bucket.Region == DefaultRegion ? string.Empty : bucket.Region));
    }

    // Without a constraint the bucket is in us-east-1, and no other region's endpoint makes it there.
    private static string ReadRegion(S3Call call)
    {
        string signed = call.Exchange.Call.Region ?? DefaultRegion;
        string? constraint = call.Content.IsEmpty ? null : ReadConstraint(call);
        return constraint is null && signed == DefaultRegion ? DefaultRegion
            : constraint is not null && (signed == DefaultRegion || constraint == signed) ? constraint
            : throw new ServiceError(
                400,
                "IllegalLocationConstraintException",
                $"The {constraint ?? "unspecified"} location constraint is incompatible for the region specific endpoint this request was sent to.");
    }

    private static string? ReadConstraint(S3Call call)
    {
        XElement document = S3Document.Read(call.Content, "CreateBucketConfiguration");
        if (document.Elements().FirstOrDefault(element => element.Name.LocalName != "LocationConstraint") is { } other)
        {
            throw S3Boundary.NotHere($"CreateBucket with {other.Name.LocalName}");
        }

        return S3Document.Text(document, "LocationConstraint") switch
        {
            null or "" => null,
            "EU" => "eu-west-1", // its old name, which the AWS SDK for .NET still sends
            { } constraint => constraint,
        };
    }
}
