using Microsoft.Extensions.Options;
using RoleChaining.Diagnostics;
using RoleChaining.Profiles;
using RoleChaining.Sources;

namespace RoleChaining.Tool.Chains;

/// <summary>The keys under which the sessions of hops are kept.</summary>
internal static class CacheKeys
{
    /// <summary>The keys of a chain's hops. They are found without a call or a process.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="followed">Its options.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>A key for each hop; null where only the source's own credentials would tell it, and these are not the environment's.</returns>
    public static async Task<IReadOnlyList<string?>> OfChainAsync(
        ChainedAWSCredentials chain, FollowedOptions followed, CancellationToken cancellationToken)
    {
        IReadOnlyList<string?> keys = await chain.FindCacheKeysAsync(cancellationToken).ConfigureAwait(false);
        if (keys is not [null, ..] || !IsOfEnvironment(followed))
        {
            return keys;
        }

        try
        {
            await chain.Branch.Tree.Source.ReadForSigningAsync(outlive: null, async: true, cancellationToken).ConfigureAwait(false);
        }
        catch (HopFailedException)
        {
            return keys; // whoever assumes the chain tells it
        }

        return await chain.FindCacheKeysAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The keys of a profile's hops, found without a call or a process.</summary>
    /// <returns>
    /// A key for each hop, null where only the source's own credentials would tell it; none where the files are at error.
    /// </returns>
    public static async Task<IReadOnlyList<string?>> OfProfileAsync(string profile, CancellationToken cancellationToken)
    {
        try
        {
            RoleChainBuilder builder = ChainArguments.NewBuilder().FollowProfile(profile);
            using ChainedAWSCredentials chain = builder.Build();
            return await OfChainAsync(chain, builder.Follow(), cancellationToken).ConfigureAwait(false);
        }
        catch (OptionsValidationException)
        {
            return [];
        }
    }

    private static bool IsOfEnvironment(FollowedOptions followed) =>
        followed.Keys is { } keys ? keys.Kind == ProfileCredentialKind.Environment
        : followed.Options.SourceProfile is null && EnvironmentKeys.Find() is not null;
}
