using System.CommandLine;

namespace RoleChaining.Tool.Chains;

/// <summary>A chain whose sessions are there, so that the user gets our error, and not that of what uses it.</summary>
internal static class WarmChain
{
    /// <summary>
    /// Assumes the chain that the command line describes. At a terminal a person can put right what only a person can: an MFA code that
    /// was not accepted is asked for once more, and a sign-in that has ended can be made again.
    /// </summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="configure">Changes each builder before it builds.</param>
    public static async Task<ChainedAWSCredentials> OpenAsync(
        ParseResult arguments, CancellationToken cancellationToken, Action<RoleChainBuilder>? configure = null)
    {
        RoleChainBuilder builder = ChainArguments.Read(arguments);
        configure?.Invoke(builder);
        SourceFiles.Check(builder);
        ChainedAWSCredentials chain = builder.Build();
        try
        {
            await WarmUpAsync(chain, cancellationToken).ConfigureAwait(false);
            return chain;
        }
        catch (RoleChainException e)
        {
            chain.Dispose();
            if (!await IsPutRightAsync(e, builder, cancellationToken).ConfigureAwait(false))
            {
                throw;
            }
        }
        catch
        {
            chain.Dispose();
            throw;
        }

        // A new chain remembers nothing of the failure.
        builder = ChainArguments.Read(arguments);
        configure?.Invoke(builder);
        chain = builder.Build();
        await WarmUpAsync(chain, cancellationToken).ConfigureAwait(false);
        return chain;
    }

    private static async Task WarmUpAsync(ChainedAWSCredentials chain, CancellationToken cancellationToken)
    {
        using IDisposable? progress = Progress.Show($"assuming {chain}");
        await chain.WarmUpAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<bool> IsPutRightAsync(RoleChainException e, RoleChainBuilder builder, CancellationToken cancellationToken)
    {
        if (e.Message.Contains("STS did not accept the MFA code", StringComparison.Ordinal) && MfaArguments.AskedPerson)
        {
            await Console.Error.WriteLineAsync("role-chain: STS did not accept the MFA code; wait for the next one.").ConfigureAwait(false);
            return true;
        }

        return e.HopNumber == 0 && await SsoSignIn.OfferAsync(e, builder, cancellationToken).ConfigureAwait(false);
    }
}
