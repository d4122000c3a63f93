namespace RoleChaining.Testing;

/// <summary>A request as it stood on the wire: what a signature was computed over, whichever host received it.</summary>
internal sealed class WireRequest
{
    public WireRequest(string method, string target, WireHeaders headers, ReadOnlyMemory<byte> body)
    {
        Method = method;
        Headers = headers;
        Body = body;
        int question = target.IndexOf('?', StringComparison.Ordinal);
        Path = question < 0 ? target : target[..question];
        Query = question < 0 ? string.Empty : target[(question + 1)..];
    }

    public string Method { get; }

    /// <summary>Still percent-encoded.</summary>
    public string Path { get; }

    /// <summary>Still percent-encoded, without the question mark.</summary>
    public string Query { get; }

    public WireHeaders Headers { get; }

    public ReadOnlyMemory<byte> Body { get; }

    public string SourceIp { get; init; } = "127.0.0.1";

    /// <summary>The body was over the host's limit and was not read.</summary>
    public bool BodyTooLarge { get; init; }
}
