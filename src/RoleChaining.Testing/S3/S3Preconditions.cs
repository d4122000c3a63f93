using System.Globalization;

namespace RoleChaining.Testing;

/// <summary>
/// Conditional requests: https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html. A tag goes before a time, as in
/// RFC 9110.
/// </summary>
internal static class S3Preconditions
{
    /// <summary>Whether the caller has the object already.</summary>
    /// <exception cref="ServiceError">It is not the object that the caller wants.</exception>
    public static bool IsNotModified(S3Request request, StoredObject stored)
    {
        if (!Holds(request, "If-Match", "If-Unmodified-Since", stored))
        {
            throw S3Errors.PreconditionFailed();
        }

        return IsSame(request, "If-None-Match", "If-Modified-Since", stored);
    }

    /// <exception cref="ServiceError">It is not the object that the caller wants to copy.</exception>
    public static void CheckCopy(S3Request request, StoredObject source)
    {
        if (!Holds(request, "x-amz-copy-source-if-match", "x-amz-copy-source-if-unmodified-since", source)
            || IsSame(request, "x-amz-copy-source-if-none-match", "x-amz-copy-source-if-modified-since", source))
        {
            throw S3Errors.PreconditionFailed();
        }
    }

    /// <exception cref="ServiceError">What is there is not what the caller wants to replace or to remove.</exception>
    public static void CheckWrite(S3Request request, StoredObject? existing)
    {
        if (request.Header("If-None-Match") is { } none)
        {
            if (none != "*")
            {
                throw S3Boundary.NotHere($"{request.Name} with an If-None-Match other than *");
            }

            if (existing is not null)
            {
                throw S3Errors.PreconditionFailed();
            }
        }

        if (request.Header("If-Match") is not { } tags)
        {
            return;
        }

        if (existing is null)
        {
            throw S3Errors.NoSuchKey();
        }

        if (!Matches(tags, existing))
        {
            throw S3Errors.PreconditionFailed();
        }
    }

    public static bool Matches(string tags, StoredObject stored) =>
        tags.Split(',', StringSplitOptions.TrimEntries).Any(tag => tag == "*" || tag.Trim('"') == stored.ETag.Trim('"'));

    private static bool Holds(S3Request request, string match, string unmodifiedSince, StoredObject stored)
    {
        if (request.Header(match) is { } tags)
        {
            return Matches(tags, stored);
        }

        return Time(request.Header(unmodifiedSince)) is not { } time || stored.LastModified <= time;
    }

    private static bool IsSame(S3Request request, string noneMatch, string modifiedSince, StoredObject stored)
    {
        if (request.Header(noneMatch) is { } tags)
        {
            return Matches(tags, stored);
        }

        return Time(request.Header(modifiedSince)) is { } time && stored.LastModified <= time;
    }

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time : null;
}
