using RoleChaining.Matching;

namespace RoleChaining;

/// <summary>A statement of a policy. Immutable and thread-safe.</summary>
public sealed class IamStatement
{
    internal IamStatement()
    {
    }

    /// <summary>Its place in the policy, from 1.</summary>
    public required int Index { get; init; }

    /// <summary>
    /// The line on which it begins, from 1: that of the policy's own text, which in a file may stand further down, or on one line.
    /// </summary>
    public required int Line { get; init; }

    /// <summary>Its <c>Sid</c>; <see langword="null"/> where it has none.</summary>
    public string? Sid { get; init; }

    /// <summary>Whether it allows or denies.</summary>
    public required IamEffect Effect { get; init; }

    internal IReadOnlyList<Pattern> Actions { get; init; } = [];

    /// <summary>The list is of the actions that the statement is not about.</summary>
    internal bool ExceptActions { get; init; }

    internal IReadOnlyList<Pattern> Resources { get; init; } = [];

    internal bool HasResources { get; init; }

    internal bool ExceptResources { get; init; }

    internal PrincipalElement? Principals { get; init; }

    internal IReadOnlyList<Condition> Conditions { get; init; } = [];

    /// <summary>Its Sid, or its place.</summary>
    public override string ToString() => Sid is { Length: > 0 } sid ? $"statement \"{sid}\"" : $"statement {Index}";

    internal bool CoversAction(string action)
    {
        foreach (Pattern pattern in Actions)
        {
            if (pattern.MatchesIgnoringCase(action))
            {
                return !ExceptActions;
            }
        }

        return ExceptActions;
    }

    internal Truth CoversResource(string resource, IamContext context)
    {
        if (!HasResources)
        {
            return Truth.True;
        }

        Truth covered = Truth.False;
        foreach (Pattern pattern in Resources)
        {
            covered = covered.Or(pattern.Matches(resource, context));
        }

        return ExceptResources ? covered.Not() : covered;
    }

    internal Truth ConditionsHold(IamContext context)
    {
        Truth all = Truth.True;
        foreach (Condition condition in Conditions)
        {
            all = all.And(condition.Holds(context));
            if (all == Truth.False)
            {
                return all;
            }
        }

        return all;
    }
}
