using System.Globalization;
using System.Text;

namespace RoleChaining.Requests;

/// <summary>The content of a request that may be in AWS's own chunks: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html</summary>
internal static class AwsChunks
{
    public static byte[] Decode(SentRequest sent)
    {
        if (!sent.Message.Content!.Headers.ContentEncoding.Contains("aws-chunked"))
        {
            return sent.Body;
        }

        List<byte> content = [];
        ReadOnlySpan<byte> rest = sent.Body;
        while (true)
        {
            int end = rest.IndexOf("\r\n"u8);
            string size = Encoding.ASCII.GetString(rest[..end]).Split(';')[0];
            int length = int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0)
            {
                return [.. content];
            }

            content.AddRange(rest.Slice(end + 2, length));
            rest = rest[(end + 2 + length + 2)..];
        }
    }
}
