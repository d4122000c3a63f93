using System.Globalization;
using System.Xml.Linq;

namespace RoleChaining.Testing;

/// <summary>
/// The list with which a client completes an upload:
/// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
/// </summary>
internal static class S3PartList
{
    private const int MinPartBytes = 5 * 1024 * 1024;

    /// <summary>The parts that the list names, in its order.</summary>
    /// <exception cref="ServiceError">The list does not fit what was uploaded.</exception>
    public static IReadOnlyList<StoredObject> Choose(
        XElement document, MultipartUpload upload, IReadOnlyDictionary<int, StoredObject> parts)
    {
        List<StoredObject> chosen = [];
        int previous = 0;
        foreach (XElement item in S3Document.Children(document, "Part"))
        {
            if (!int.TryParse(S3Document.Text(item, "PartNumber"), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                throw S3Errors.MalformedXml();
            }

            if (number <= previous)
            {
                throw new ServiceError(
                    400, "InvalidPartOrder", "The list of parts was not in ascending order. Parts must be ordered by part number.");
            }

            previous = number;
            string tag = S3Document.Text(item, "ETag") ?? throw S3Errors.MalformedXml();
            if (!parts.TryGetValue(number, out StoredObject? part) || tag.Trim('"') != part.ETag.Trim('"'))
            {
                throw InvalidPart();
            }

            CheckChecksum(item, number, part, upload);
            chosen.Add(part);
        }

        if (chosen.Count == 0)
        {
            throw S3Errors.MalformedXml();
        }

        return chosen.SkipLast(1).All(part => part.Content.Length >= MinPartBytes)
            ? chosen
            : throw new ServiceError(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
    }

    /// <exception cref="ServiceError">The object is not what the client says it is.</exception>
    public static void CheckWhole(S3Call call, Checksum checksum)
    {
        if (S3Checksums.Given(call.Exchange.Request.Headers) is not { } given)
        {
            return;
        }

        bool sameValue = given.Value == checksum.Value
            || (checksum.IsComposite && checksum.Value.StartsWith(given.Value + "-", StringComparison.Ordinal));
        bool same = given.Algorithm == checksum.Algorithm && sameValue;
        if (!same)
        {
            throw new ServiceError(400, "BadDigest", $"The {given.Algorithm.Name} you specified did not match the calculated checksum.");
        }
    }

    private static void CheckChecksum(XElement item, int number, StoredObject part, MultipartUpload upload)
    {
        XElement? given = item.Elements().FirstOrDefault(element => ChecksumAlgorithm.FindByElement(element.Name.LocalName) is not null);
        if (given is null)
        {
            if (upload is { IsComposite: true, Algorithm: { } algorithm })
            {
                throw S3Errors.InvalidRequest(
                    $"The upload was created using a {algorithm.Name.ToLowerInvariant()} checksum. The complete request must include the "
                    + $"checksum for each part. It was missing for part {number} in the request.");
            }

            return;
        }

        if (given.Name.LocalName != part.Checksum.Algorithm.Element || given.Value != part.Checksum.Value)
        {
            throw InvalidPart();
        }
    }

    private static ServiceError InvalidPart() => new(
        400,
        "InvalidPart",
        "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not "
        + "match the part's entity tag.");
}
