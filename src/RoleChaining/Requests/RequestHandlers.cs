using Amazon.Runtime.Internal;

namespace RoleChaining.Requests;

/// <summary>
/// Puts handlers into AWS clients, so that one request is made with one session. The AWS SDK reads credentials several times per request
/// and can send the token of one session with the signature of another.
/// </summary>
/// <remarks>
/// Clients get the handlers when they are built. The first chain registers them, so whatever client is given a chain has them; a client
/// that was built earlier, and comes to a chain by a detour, works as the SDK made it.
/// </remarks>
internal static class RequestHandlers
{
    /// <summary>
    /// The <see cref="AppContext"/> switch that, when set before the first chain is built, leaves the clients as the SDK made them.
    /// </summary>
    public const string DisablingSwitch = "RoleChaining.DisableRequestHandlers";

    private static readonly Lazy<bool> Registered = new(RegisterOnce);

    /// <summary>Registers the handlers for all clients that are built from now on, once per process.</summary>
    /// <returns>Whether they are registered.</returns>
    public static bool Register() => Registered.Value;

    private static bool RegisterOnce()
    {
        if (AppContext.TryGetSwitch(DisablingSwitch, out bool disabled) && disabled)
        {
            return false;
        }

        RuntimePipelineCustomizerRegistry.Instance.Register(new RequestPipelineCustomizer());
        return true;
    }
}
