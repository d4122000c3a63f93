using Amazon.Runtime;
using RoleChaining.Diagnostics;
using RoleChaining.Sessions;
using RoleChaining.Sts;

namespace RoleChaining.Tool.Inspection;

/// <summary>Whose credentials these are, in the words of STS.</summary>
/// <param name="Account">The account; null where STS rejected them.</param>
/// <param name="Arn">Who it is; null where STS rejected them.</param>
/// <param name="Error">The error code of a rejection.</param>
internal sealed record CallerIdentity(string? Account, string? Arn, string? Error)
{
    private const int AccountInArn = 4;

    /// <summary>What STS answers for a session that has ended, or is not known any more.</summary>
    private static readonly string[] Rejections =
        ["ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException"];

    /// <summary>Asks the STS that the chain itself asks, in the way in which the chain asks it.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="hop">The hop whose session it is; null for the source's.</param>
    /// <param name="credentials">The session.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="RoleChainException">STS did not decide: it is out of reach, say.</exception>
    public static async Task<CallerIdentity> AskAsync(
        ChainedAWSCredentials chain, RoleHop? hop, ImmutableCredentials credentials, CancellationToken cancellationToken)
    {
        SessionTree tree = chain.Branch.Tree;
        RoleSession session = new(credentials, chain.Clock.GetUtcNow(), expiresAt: null);
        RoleHop? called = hop ?? (chain.Chain.Hops is [var first, ..] ? first : null);

        // A session that STS does not know is not one that STS will know soon, so that nothing is waited for.
        GetCallerIdentityOperation operation = new(hop, session, called) { IsRenewal = true };
        try
        {
            RoleSession shown = await tree.Sts.IssueAsync(operation, singleAttempt: false, async: true, cancellationToken)
                .ConfigureAwait(false);
            return new(shown.AssumedRoleArn!.Split(':').ElementAtOrDefault(AccountInArn), shown.AssumedRoleArn, null);
        }
        catch (HopFailedException e)
        {
            return Rejections.Contains(e.Failure.ErrorCode)
                ? new(null, null, e.Failure.ErrorCode)
                : throw ChainExceptions.Create(
                    e.Failure, chain.Chain, $"GetCallerIdentity with the {(hop is null ? "source's credentials" : "hop's session")}");
        }
    }
}
