namespace RoleChaining.Requests;

/// <summary>Content that comes once, as from a network.</summary>
internal sealed class OneWayStream(byte[] content) : MemoryStream(content)
{
    public override bool CanSeek => false;
}
