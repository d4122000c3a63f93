namespace RoleChaining.Http;

/// <summary>A content in memory with the headers of the one that it was copied from, which ends with it.</summary>
internal sealed class CopiedContent : ByteArrayContent
{
    private readonly HttpContent _original;

    public CopiedContent(HttpContent original, byte[] body)
        : base(body)
    {
        _original = original;
        foreach (var (name, values) in original.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _original.Dispose();
        }

        base.Dispose(disposing);
    }
}
