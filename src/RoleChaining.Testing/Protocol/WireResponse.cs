namespace RoleChaining.Testing;

/// <summary>An answer before a host puts it on its transport.</summary>
internal sealed class WireResponse(int status, string? contentType, ReadOnlyMemory<byte> body)
{
    public int Status { get; } = status;

    public string? ContentType { get; } = contentType;

    public ReadOnlyMemory<byte> Body { get; } = body;

    public List<KeyValuePair<string, string>> Headers { get; } = [];

    public DateTimeOffset Date { get; set; }

    /// <summary>The length a HEAD answer announces: it describes a body that is not sent.</summary>
    public long? HeadContentLength { get; init; }
}
