namespace RoleChaining.Requests;

/// <summary>The handlers that make a request of an AWS client use one session.</summary>
internal static class RequestHandlers
{
    public static void Register()
    {
    }
}
