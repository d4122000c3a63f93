namespace RoleChaining.Planning;

/// <summary>The rules of how one AssumeRole is tried again.</summary>
internal static class RetryRules
{
    private const int FewestAttempts = 1;
    private const int MostAttempts = 10;

    // The shortest timeout that a Polly pipeline takes.
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan LongestPropagation = TimeSpan.FromMinutes(5);

    public static void Check(RoleChainRetryOptions retry, ChainErrors errors)
    {
        if (retry.MaxAttempts is < FewestAttempts or > MostAttempts)
        {
            errors.Add(nameof(retry.MaxAttempts), $"is {retry.MaxAttempts}; it can be {FewestAttempts} (no retry) to {MostAttempts}");
        }

        if (retry.PropagationTimeout < TimeSpan.Zero || retry.PropagationTimeout > LongestPropagation)
        {
            errors.Add(
                nameof(retry.PropagationTimeout), $"is {retry.PropagationTimeout:c}; it can be zero (off) to {LongestPropagation:c}");
        }

        bool first = DurationRules.CheckPositive(retry.BaseDelay, nameof(retry.BaseDelay), errors);
        bool last = DurationRules.CheckPositive(retry.MaxDelay, nameof(retry.MaxDelay), errors);
        if (first && last)
        {
            DurationRules.CheckNotLonger(retry.BaseDelay, retry.MaxDelay, nameof(retry.BaseDelay), nameof(retry.MaxDelay), errors);
        }

        bool attempt = DurationRules.Check(retry.AttemptTimeout, ShortestTimeout, nameof(retry.AttemptTimeout), errors);
        bool total = DurationRules.Check(retry.TotalTimeout, ShortestTimeout, nameof(retry.TotalTimeout), errors);
        if (attempt && total)
        {
            DurationRules.CheckNotLonger(
                retry.AttemptTimeout, retry.TotalTimeout, nameof(retry.AttemptTimeout), nameof(retry.TotalTimeout), errors);
        }
    }
}
