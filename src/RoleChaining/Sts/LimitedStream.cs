namespace RoleChaining.Sts;

/// <summary>Memory that takes so many bytes and no more.</summary>
internal sealed class LimitedStream(int maxLength) : MemoryStream
{
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ThrowIfTooLong(buffer.Length);
        base.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ThrowIfTooLong(count);
        base.Write(buffer, offset, count);
    }

    private void ThrowIfTooLong(int count)
    {
        if (Length + count > maxLength)
        {
            throw new HttpRequestException($"The response is larger than {maxLength} bytes.");
        }
    }
}
