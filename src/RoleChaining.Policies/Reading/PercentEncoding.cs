namespace RoleChaining.Reading;

/// <summary>IAM's own API returns policies with percent escapes (RFC 3986), the AWS CLI without.</summary>
internal static class PercentEncoding
{
    public static string Decode(string text) =>
        text.AsSpan().TrimStart().StartsWith("%7B", StringComparison.OrdinalIgnoreCase) ? Uri.UnescapeDataString(text) : text;
}
