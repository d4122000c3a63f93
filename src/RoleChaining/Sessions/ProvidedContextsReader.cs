using Amazon.SecurityToken.Model;
using RoleChaining.Diagnostics;
using RoleChaining.Planning;
using RoleChaining.Sts;

namespace RoleChaining.Sessions;

/// <summary>Asks the application for the trusted contexts of a hop. They are tokens, so no message repeats them.</summary>
internal static class ProvidedContextsReader
{
    /// <summary>The contexts that a hop's provider gives now; null where it has none.</summary>
    public static ValueTask<IReadOnlyList<ProvidedContext>?> ReadAsync(RoleHop hop, bool async, CancellationToken cancellationToken) =>
        hop.ProvidedContextsProvider is null ? default : AskAsync(hop, async, cancellationToken);

    private static async ValueTask<IReadOnlyList<ProvidedContext>?> AskAsync(RoleHop hop, bool async, CancellationToken cancellationToken)
    {
        IReadOnlyList<ProvidedContext>? contexts;
        try
        {
            contexts = await ForeignCode.RunAsync(
                async token => await hop.ProvidedContextsProvider!(token).ConfigureAwait(false), null, async, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable(hop, isTransient: true, $"ProvidedContextsProvider failed with {e.GetType().FullName}.");
        }

        ChainErrors errors = new();
        ProvidedContextRules.Check(contexts ?? [], errors);
        return contexts is { Count: > 0 } && errors.All.Count == 0
            ? contexts
            : throw Unavailable(hop, isTransient: false, $"ProvidedContextsProvider gave no contexts that STS takes. {string.Join(' ', errors.All.Select(error => error.Message))}");
    }

    private static HopFailedException Unavailable(RoleHop hop, bool isTransient, string message) => new(new HopFailure
    {
        HopNumber = hop.Number,
        Hop = hop,
        Kind = RoleChainFailure.ProvidedContextsUnavailable,
        IsTransient = isTransient,
        Message = message,
    });
}
