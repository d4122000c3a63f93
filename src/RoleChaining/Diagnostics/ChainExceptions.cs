namespace RoleChaining.Diagnostics;

/// <summary>
/// Makes the exception of one chain from a failure that chains share: only a chain knows how many hops it has and who called.
/// </summary>
internal static class ChainExceptions
{
    /// <param name="failure">The failure.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="subject">What failed, where that is no AssumeRole of the hop and no read of the source.</param>
    public static RoleChainException Create(HopFailure failure, RoleChain chain, string? subject = null)
    {
        FailureText text = FailureAdvice.For(failure, chain, subject);
        return new RoleChainException(text.Message, FindInner(failure))
        {
            ChainName = chain.Name,
            Tenant = chain.Tenant,
            HopNumber = failure.HopNumber,
            HopCount = chain.Hops.Count,
            RoleArn = failure.Hop?.RoleArn,
            Failure = failure.Kind,
            StsErrorCode = failure.ErrorCode,
            RequestId = failure.RequestId,
            IsTransient = failure.IsTransient,
            Advice = text.Advice,
        };
    }

    /// <summary>The same as data.</summary>
    public static HopFailureDetails Describe(HopFailure failure, RoleChain chain, DateTimeOffset occurredAt)
    {
        FailureText text = FailureAdvice.For(failure, chain);
        return new HopFailureDetails
        {
            HopNumber = failure.HopNumber,
            RoleArn = failure.Hop?.RoleArn,
            Failure = failure.Kind,
            StsErrorCode = failure.ErrorCode,
            RequestId = failure.RequestId,
            IsTransient = failure.IsTransient,
            Message = text.Message,
            Advice = text.Advice,
            OccurredAt = occurredAt,
        };
    }

    /// <summary>The cause, unless its text may hold a secret.</summary>
    public static Exception? FindInner(HopFailure failure) => StsMessage.HoldsSecret(failure) ? null : failure.Cause;
}
