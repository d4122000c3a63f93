namespace RoleChaining.Testing;

internal sealed class PolicyStatement
{
    public required string Name { get; init; }

    public required bool IsDeny { get; init; }

    public required IReadOnlyList<PolicyPattern> Actions { get; init; }

    /// <summary>The list is of actions, or resources, that the statement does not speak of.</summary>
    public bool ExceptActions { get; init; }

    public IReadOnlyList<PolicyPattern> Resources { get; init; } = [];

    public bool ExceptResources { get; init; }

    public PolicyPrincipals? Principals { get; init; }

    public IReadOnlyList<PolicyCondition> Conditions { get; init; } = [];

    public bool CoversAction(string action) => Actions.Any(pattern => pattern.Matches(action, ignoreCase: true)) != ExceptActions;

    public bool CoversResource(string resource, RequestContext context) =>
        Resources.Any(pattern => pattern.Matches(resource, context)) != ExceptResources;

    public bool ConditionsHold(RequestContext context)
    {
        foreach (PolicyCondition condition in Conditions)
        {
            if (!condition.Holds(context))
                return false;
        }

        return true;
    }
}
