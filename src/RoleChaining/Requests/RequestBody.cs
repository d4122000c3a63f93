using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Util;

namespace RoleChaining.Requests;

/// <summary>The body of a request that has been sent, wholly or in part.</summary>
internal static class RequestBody
{
    /// <summary>Makes the body ready to be sent again, as the SDK's own retries do. False where that is not possible.</summary>
    public static bool TryRewind(IRequest request)
    {
        if (!request.IsRequestStreamRewindable())
        {
            return false;
        }

        if (request.ContentStream is not { } stream)
        {
            return true;
        }

        // Set by the SDK when it takes the stream, to the position where the caller left it; negative if that is unknown.
        if (request.OriginalStreamPosition < 0)
        {
            return false;
        }

        switch (stream)
        {
            case HashStream hashing:
                hashing.Reset();
                stream = hashing.GetSeekableBaseStream();
                break;
            case CompressionWrapperStream compressing:
                compressing.Reset();
                stream = compressing.GetSeekableBaseStream();
                break;
            case { CanSeek: false }:
                // Something can be found beneath, but what the wrapper itself has kept of the first try cannot be taken back.
                return false;
        }

        stream.Position = request.OriginalStreamPosition;
        return true;
    }
}
