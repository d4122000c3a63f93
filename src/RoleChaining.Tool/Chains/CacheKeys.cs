using Microsoft.Extensions.Options;

namespace RoleChaining.Tool.Chains;

/// <summary>The keys under which the sessions of a profile's hops are kept. They are found without a call or a process.</summary>
internal static class CacheKeys
{
    /// <returns>
    /// A key for each hop, null where only the source's own credentials would tell it; none where the files are at error.
    /// </returns>
    public static async Task<IReadOnlyList<string?>> OfProfileAsync(string profile, CancellationToken cancellationToken)
    {
        try
        {
            using ChainedAWSCredentials chain = ChainArguments.NewBuilder().FollowProfile(profile).Build();
            return await chain.FindCacheKeysAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OptionsValidationException)
        {
            return [];
        }
    }
}
