namespace RoleChaining.Planning;

/// <summary>Checks of delays and timeouts. Timers and resilience pipelines take a day at most.</summary>
internal static class DurationRules
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Whether the value is usable, so that it makes sense to compare it with others.</summary>
    public static bool Check(TimeSpan value, TimeSpan shortest, string property, ChainErrors errors)
    {
        if (value >= shortest && value <= Longest)
        {
            return true;
        }

        errors.Add(property, $"is {value:c}; it can be {shortest:c} to {Longest:c}");
        return false;
    }

    public static bool CheckPositive(TimeSpan value, string property, ChainErrors errors)
    {
        if (value > TimeSpan.Zero && value <= Longest)
        {
            return true;
        }

        errors.Add(property, $"is {value:c}; it must be longer than zero and can be {Longest:c} at most");
        return false;
    }

    public static void CheckNotLonger(TimeSpan value, TimeSpan limit, string property, string limitProperty, ChainErrors errors)
    {
        if (value > limit)
        {
            errors.Add(property, $"is {value:c}, longer than {limitProperty}, {limit:c}; shorten it or lengthen {limitProperty}");
        }
    }
}
