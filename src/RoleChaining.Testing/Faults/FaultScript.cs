namespace RoleChaining.Testing;

/// <summary>The faults in force, in the order they were added.</summary>
internal sealed class FaultScript(Random random)
{
    private readonly Lock _lock = new();
    private volatile FaultRule[] _rules = [];

    public bool IsEmpty => _rules.Length == 0;

    public FaultRule Add(StsFault fault, Func<StsCall, bool>? when, int? count, double probability)
    {
        if (count is { } number)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(number, nameof(count));
        }

        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        FaultRule rule = new(this, fault, when, count, probability);
        lock (_lock)
        {
            _rules = [.. _rules, rule];
        }

        return rule;
    }

    /// <summary>The waits a call has to sit through, then the one fault that ends it, if any: the first that matches.</summary>
    public IReadOnlyList<StsFault> Choose(StsCall call)
    {
        List<StsFault>? chosen = null;
        foreach (FaultRule rule in _rules)
        {
            if (!Strikes(rule, call))
            {
                continue;
            }

            (chosen ??= []).Add(rule.Fault);
            if (!rule.Fault.IsWait)
            {
                break;
            }
        }

        return chosen ?? [];
    }

    private bool Strikes(FaultRule rule, StsCall call)
    {
        if (rule.When is { } when && !when(call))
        {
            return false;
        }

        lock (_lock)
        {
            if (rule.Remaining == 0 || (rule.Probability < 1 && random.NextDouble() >= rule.Probability))
            {
                return false;
            }

            if (rule.Remaining > 0)
            {
                rule.Remaining--;
            }

            rule.Struck++;
            return true;
        }
    }

    public void Remove(FaultRule rule)
    {
        lock (_lock)
        {
            _rules = [.. _rules.Where(other => !ReferenceEquals(other, rule))];
        }
    }
}
