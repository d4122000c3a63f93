using System.Text;

namespace RoleChaining.Testing;

/// <summary>The text both sides hash: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html</summary>
internal static class CanonicalRequest
{
    public static string Build(
        WireRequest request, IReadOnlyList<string> signedHeaders, string payloadHash, PathStyle pathStyle, params ReadOnlySpan<string> omittedQuery)
    {
        StringBuilder text = new(512);
        text.Append(request.Method).Append('\n');
        AppendPath(text, request.Path, pathStyle);
        text.Append('\n');
        AppendQuery(text, request.Query, omittedQuery);
        text.Append('\n');
        foreach (string name in signedHeaders)
        {
            text.Append(name).Append(':');
            AppendHeaderValues(text, request.Headers.All(name));
            text.Append('\n');
        }

        return text.Append('\n').AppendJoin(';', signedHeaders).Append('\n').Append(payloadHash).ToString();
    }

    private static void AppendPath(StringBuilder text, string path, PathStyle style)
    {
        if (style == PathStyle.DecodedOnce)
        {
            // S3 keys may hold anything, so S3 signs them encoded once: what the client encoded is decoded before it is encoded our way.
            byte[] encoded = Encoding.UTF8.GetBytes(path);
            byte[] decoded = new byte[encoded.Length];
            bool valid = PercentEncoding.TryDecode(encoded, plusIsSpace: false, decoded, out int length);
            PercentEncoding.Encode(valid ? decoded.AsSpan(0, length) : encoded, keepSlash: true, text);
            return;
        }

        PercentEncoding.Encode(Encoding.UTF8.GetBytes(style == PathStyle.Normalized ? Normalize(path) : path), keepSlash: true, text);
    }

    private static string Normalize(string path)
    {
        List<string> kept = [];
        foreach (string segment in path.Split('/'))
        {
            if (segment == ".." && kept.Count > 0)
            {
                kept.RemoveAt(kept.Count - 1);
            }
            else if (segment.Length > 0 && segment is not ("." or ".."))
            {
                kept.Add(segment);
            }
        }

        bool slashAtEnd = kept.Count > 0 && (path.EndsWith('/') || path.EndsWith("/.", StringComparison.Ordinal));
        return "/" + string.Join('/', kept) + (slashAtEnd ? "/" : string.Empty);
    }

    private static void AppendQuery(StringBuilder text, string query, ReadOnlySpan<string> omitted)
    {
        if (query.Length == 0)
        {
            return;
        }

        List<(string Name, string Value)> pairs = [];
        foreach (string pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string name = Reencode(equals < 0 ? pair : pair[..equals]);
            if (!omitted.Contains(name))
            {
                pairs.Add((name, equals < 0 ? string.Empty : Reencode(pair[(equals + 1)..])));
            }
        }

        pairs.Sort(static (left, right) =>
        {
            int byName = string.CompareOrdinal(left.Name, right.Name);
            return byName != 0 ? byName : string.CompareOrdinal(left.Value, right.Value);
        });
        for (int i = 0; i < pairs.Count; i++)
        {
            text.Append(i == 0 ? string.Empty : "&").Append(pairs[i].Name).Append('=').Append(pairs[i].Value);
        }
    }

    private static string Reencode(string encoded)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(encoded);
        byte[] decoded = new byte[bytes.Length];
        bool valid = PercentEncoding.TryDecode(bytes, plusIsSpace: false, decoded, out int length);
        StringBuilder text = new(encoded.Length + 8);
        PercentEncoding.Encode(valid ? decoded.AsSpan(0, length) : bytes, keepSlash: false, text);
        return text.ToString();
    }

    private static void AppendHeaderValues(StringBuilder text, List<string> values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (i > 0)
            {
                text.Append(',');
            }

            bool space = false;
            foreach (char c in values[i].AsSpan().Trim())
            {
                if (c is ' ' or '\t' or '\r' or '\n')
                {
                    space = true;
                    continue;
                }

                if (space)
                {
                    text.Append(' ');
                }

                space = false;
                text.Append(c);
            }
        }
    }
}
