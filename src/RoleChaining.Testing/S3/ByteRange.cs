using System.Globalization;

namespace RoleChaining.Testing;

/// <summary>A piece of an object: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html</summary>
internal readonly record struct ByteRange(int Start, int Length)
{
    /// <summary>The range of a <c>Range</c> header; null when it is none of bytes, or several, which S3 ignores.</summary>
    /// <exception cref="ServiceError">The object has no such bytes.</exception>
    public static ByteRange? Read(string? header, int total)
    {
        if (header is null || !TryParse(header, out long? first, out long? last))
        {
            return null;
        }

        long start = first ?? Math.Max(0, total - last!.Value);
        long end = first is null || last is null ? total - 1 : Math.Min(last.Value, total - 1);
        bool hasBytes = start < total && start <= end;
        return hasBytes ? new((int)start, (int)(end - start + 1)) : throw NotSatisfiable();
    }

    /// <summary>The range of <c>x-amz-copy-source-range</c>, which is to be whole and inside the source.</summary>
    /// <exception cref="ServiceError">It is not.</exception>
    public static ByteRange? ReadCopy(string? header, int total)
    {
        if (header is null)
        {
            return null;
        }

        if (!TryParse(header, out long? first, out long? last) || first is not { } start || last is not { } end)
        {
            throw S3Errors.InvalidArgument(
                "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets "
                + "of the first and last bytes to copy");
        }

        return end < total
            ? new((int)start, (int)(end - start + 1))
            : throw S3Errors.InvalidArgument($"Range specified is not valid for source object of size: {total}");
    }

    /// <summary>One part of an object that was uploaded in parts; an object put whole is its own first part.</summary>
    /// <exception cref="ServiceError">There is no such part.</exception>
    public static ByteRange OfPart(int number, StoredObject stored)
    {
        IReadOnlyList<int> lengths = stored.PartLengths is { Count: > 0 } parts ? parts : [stored.Content.Length];
        return number >= 1 && number <= lengths.Count
            ? new(lengths.Take(number - 1).Sum(), lengths[number - 1])
            : throw new ServiceError(416, "InvalidPartNumber", "The requested partnumber is not satisfiable");
    }

    public string ContentRange(int total) => string.Create(CultureInfo.InvariantCulture, $"bytes {Start}-{Start + Length - 1}/{total}");

    private static bool TryParse(string header, out long? first, out long? last)
    {
        (first, last) = (null, null);
        string text = header.Replace(" ", string.Empty, StringComparison.Ordinal);
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        if (!text.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase) || dash < 0)
        {
            return false;
        }

        string before = text["bytes=".Length..dash];
        string after = text[(dash + 1)..];
        bool read = TryNumber(before, out first) & TryNumber(after, out last);
        return read && (first ?? last) is not null && !(first > last);
    }

    private static bool TryNumber(string text, out long? number)
    {
        number = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long parsed) ? parsed : null;
        return number is not null || text.Length == 0;
    }

    private static ServiceError NotSatisfiable() => new(416, "InvalidRange", "The requested range is not satisfiable");
}
