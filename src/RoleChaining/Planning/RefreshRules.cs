namespace RoleChaining.Planning;

/// <summary>The rules of when sessions are refreshed.</summary>
internal static class RefreshRules
{
    public static void Check(RoleChainRefreshOptions refresh, IEnumerable<RoleHopOptions?> hops, ChainErrors errors)
    {
        CheckWindows(refresh, FindShortestSession(hops), errors);
        CheckDelays(refresh, errors);
        if (!(refresh.JitterFraction is >= 0 and <= 1))
        {
            errors.Add(
                nameof(refresh.JitterFraction),
                FormattableString.Invariant($"is {refresh.JitterFraction}; it can be 0 (no jitter) to 1 (all of the advisory window)"));
        }

        if (refresh.OnDenied is not (DeniedBehavior.KeepServing or DeniedBehavior.Throw))
        {
            errors.Add(
                nameof(refresh.OnDenied), $"is {refresh.OnDenied}; it can be {DeniedBehavior.KeepServing} or {DeniedBehavior.Throw}");
        }
    }

    /// <summary>A duration that AWS refuses does not count: its hop has a failure of its own.</summary>
    private static TimeSpan? FindShortestSession(IEnumerable<RoleHopOptions?> hops)
    {
        TimeSpan? shortest = null;
        foreach (RoleHopOptions? hop in hops)
        {
            TimeSpan duration = hop?.Duration ?? RoleChainDefaults.Duration;
            if (duration >= AwsLimits.MinDuration && !(duration >= shortest))
            {
                shortest = duration;
            }
        }

        return shortest;
    }

    private static void CheckWindows(RoleChainRefreshOptions refresh, TimeSpan? shortestSession, ChainErrors errors)
    {
        bool mandatory = DurationRules.CheckPositive(refresh.MandatoryWindow, nameof(refresh.MandatoryWindow), errors);
        if (refresh.AdvisoryWindow is not { } advisory)
        {
            CheckShorterThanSession(refresh.MandatoryWindow, nameof(refresh.MandatoryWindow), mandatory ? shortestSession : null, errors);
            return;
        }

        if (!DurationRules.CheckPositive(advisory, nameof(refresh.AdvisoryWindow), errors))
        {
            return;
        }

        CheckShorterThanSession(advisory, nameof(refresh.AdvisoryWindow), shortestSession, errors);
        if (mandatory)
        {
            const string Mandatory = nameof(refresh.MandatoryWindow);
            DurationRules.CheckNotLonger(refresh.MandatoryWindow, advisory, Mandatory, nameof(refresh.AdvisoryWindow), errors);
        }
    }

    private static void CheckShorterThanSession(TimeSpan window, string property, TimeSpan? shortestSession, ChainErrors errors)
    {
        if (window >= shortestSession)
        {
            errors.Add(
                property,
                $"is {window:c}, not shorter than the shortest session, {shortestSession:c}, so that every read would refresh it; shorten it");
        }
    }

    private static void CheckDelays(RoleChainRefreshOptions refresh, ChainErrors errors)
    {
        const string Longest = nameof(refresh.MaxFailureDelay);
        bool first = DurationRules.CheckPositive(refresh.FailureDelay, nameof(refresh.FailureDelay), errors);
        bool last = DurationRules.CheckPositive(refresh.MaxFailureDelay, Longest, errors);
        if (first && last)
        {
            DurationRules.CheckNotLonger(refresh.FailureDelay, refresh.MaxFailureDelay, nameof(refresh.FailureDelay), Longest, errors);
        }

        DurationRules.CheckPositive(refresh.MaxUrgentFailureDelay, nameof(refresh.MaxUrgentFailureDelay), errors);
        DurationRules.Check(refresh.ExpiredGrace, TimeSpan.Zero, nameof(refresh.ExpiredGrace), errors);
    }
}
