using RoleChaining.Diagnostics;
using RoleChaining.Planning;

namespace RoleChaining.Sessions;

/// <summary>A node's failure as the exception of one chain: how many hops it has and who called is the chain's to know.</summary>
internal static class ChainFailures
{
    public static RoleChainException ToException(SessionFailure failure, RoleChain chain)
    {
        FailedCall call = new()
        {
            Hop = failure.Hop,
            HopCount = chain.Hops.Count,
            CallerHop = failure.HopNumber >= 2 ? chain.Hops[failure.HopNumber - 2] : null,
            CallerAccessKeyId = failure.CallerAccessKeyId,
            Failure = failure.Failure,
            ErrorCode = failure.ErrorCode,
            StsMessage = failure is { Failure: RoleChainFailure.InvalidChain, Hop: { } hop }
                ? ChainPlanner.ChainedDurationFault(hop, chain.Hops.Count)
                : failure.Detail,
            RequestId = failure.RequestId,
        };
        FailureText text = FailureAdvice.For(call);
        return new RoleChainException(text.Message, StsWords.HoldSecret(call) ? null : failure.Cause)
        {
            HopNumber = failure.HopNumber,
            HopCount = chain.Hops.Count,
            RoleArn = failure.Hop?.RoleArn,
            Failure = failure.Failure,
            StsErrorCode = failure.ErrorCode,
            RequestId = failure.RequestId,
            IsTransient = failure.IsTransient,
            Advice = text.Advice,
        };
    }
}
