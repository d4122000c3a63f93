using System.Text;

namespace RoleChaining.Testing;

/// <summary>
/// A header's value, which holds no more than printable ASCII. S3 gives other metadata back encoded as RFC 2047 says:
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
/// </summary>
internal static class HeaderText
{
    public static string Encode(string value) => Ascii.IsValid(value) && !value.AsSpan().ContainsAnyInRange('\0', '\u001f')
        ? value
        : $"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}?=";
}
