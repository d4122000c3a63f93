using System.Collections.Frozen;

namespace RoleChaining.Testing;

/// <summary>AWS's names for the operations of S3 that are not here.</summary>
internal static class S3Elsewhere
{
    private static readonly FrozenDictionary<string, string> OfBuckets = new Dictionary<string, string>
    {
        ["abac"] = "BucketAbac",
        ["accelerate"] = "BucketAccelerateConfiguration",
        ["acl"] = "BucketAcl",
        ["analytics"] = "BucketAnalyticsConfiguration",
        ["cors"] = "BucketCors",
        ["encryption"] = "BucketEncryption",
        ["intelligent-tiering"] = "BucketIntelligentTieringConfiguration",
        ["inventory"] = "BucketInventoryConfiguration",
        ["lifecycle"] = "BucketLifecycleConfiguration",
        ["logging"] = "BucketLogging",
        ["metadataConfiguration"] = "BucketMetadataConfiguration",
        ["metadataTable"] = "BucketMetadataTableConfiguration",
        ["metrics"] = "BucketMetricsConfiguration",
        ["notification"] = "BucketNotificationConfiguration",
        ["object-lock"] = "ObjectLockConfiguration",
        ["ownershipControls"] = "BucketOwnershipControls",
        ["policy"] = "BucketPolicy",
        ["policyStatus"] = "BucketPolicyStatus",
        ["publicAccessBlock"] = "PublicAccessBlock",
        ["replication"] = "BucketReplication",
        ["requestPayment"] = "BucketRequestPayment",
        ["tagging"] = "BucketTagging",
        ["versioning"] = "BucketVersioning",
        ["website"] = "BucketWebsite",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> OfObjects = new Dictionary<string, string>
    {
        ["acl"] = "ObjectAcl",
        ["attributes"] = "ObjectAttributes",
        ["legal-hold"] = "ObjectLegalHold",
        ["retention"] = "ObjectRetention",
        ["tagging"] = "ObjectTagging",
        ["torrent"] = "ObjectTorrent",
    }.ToFrozenDictionary();

    // Names that do not begin with their method's verb.
    private static readonly FrozenDictionary<string, string> Whole = new Dictionary<string, string>
    {
        ["renameObject"] = "RenameObject",
        ["restore"] = "RestoreObject",
        ["select"] = "SelectObjectContent",
        ["session"] = "CreateSession",
        ["versions"] = "ListObjectVersions",
    }.ToFrozenDictionary();

    /// <summary>A form that a browser posts: what a POST to a bucket is that is nothing else.</summary>
    public const string Form = "PostObject";

    /// <summary>The name by a parameter of the query; null where none has one.</summary>
    public static string? Find(string method, S3Scope scope, IEnumerable<string> query)
    {
        FrozenDictionary<string, string> names = scope == S3Scope.Object ? OfObjects : OfBuckets;
        foreach (string parameter in query)
        {
            if (Whole.TryGetValue(parameter, out string? whole))
            {
                return whole;
            }

            if (names.TryGetValue(parameter, out string? name))
            {
                return Verb(method) + name;
            }
        }

        return null;
    }

    private static string Verb(string method) => method switch
    {
        "PUT" or "POST" => "Put",
        "DELETE" => "Delete",
        _ => "Get",
    };
}
