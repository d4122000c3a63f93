using System.Net;

namespace RoleChaining.Sources;

/// <summary>
/// What may stand as inner exception of what we throw. AWS clients search the whole chain of inner exceptions for connection errors
/// and time-outs and would send the request again, each time through all our own retries.
/// </summary>
internal static class SafeCause
{
    public static Exception? FindIn(Exception? cause)
    {
        for (Exception? e = cause; e is not null; e = e.InnerException)
        {
            if (e is IOException or System.Net.Sockets.SocketException or HttpRequestException or WebException or TimeoutException
                or OperationCanceledException or ObjectDisposedException or AggregateException)
            {
                return null;
            }
        }

        return cause;
    }
}
