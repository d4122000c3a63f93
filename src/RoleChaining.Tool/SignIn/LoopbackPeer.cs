using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RoleChaining.Tool.SignIn;

/// <summary>
/// Whose process is at the other end of a connection on loopback. Linux tells it of each connection; see
/// <see href="https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html">/proc/net/tcp</see>.
/// </summary>
internal static class LoopbackPeer
{
    private const string Connections = "/proc/net/tcp";
    private const int LocalColumn = 1;
    private const int RemoteColumn = 2;
    private const int UserColumn = 7;
    private const string Root = "0";

    /// <summary>
    /// Whether it is another user's. Root counts as nobody else: it may do all, and under WSL the browser of Windows comes by a process of it.
    /// Where the system does not tell, it counts as our own.
    /// </summary>
    /// <param name="own">Our end.</param>
    /// <param name="other">The other end.</param>
    public static bool IsOtherUsers(IPEndPoint own, IPEndPoint other)
    {
        string? user = FindUser(other, own);
        return user is not null and not Root && FindUser(own, other) is { } self && user != self;
    }

    private static string? FindUser(IPEndPoint local, IPEndPoint remote)
    {
        if (!OperatingSystem.IsLinux() || local.AddressFamily != AddressFamily.InterNetwork)
        {
            return null;
        }

        try
        {
            (string from, string to) = (Write(local), Write(remote));
            return File.ReadLines(Connections)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .FirstOrDefault(columns => columns.Length > UserColumn && columns[LocalColumn] == from && columns[RemoteColumn] == to)
                ?[UserColumn];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The address as a number of the machine's own byte order, and the port.</summary>
    private static string Write(IPEndPoint end) =>
        string.Create(CultureInfo.InvariantCulture, $"{BitConverter.ToUInt32(end.Address.GetAddressBytes()):X8}:{end.Port:X4}");
}
