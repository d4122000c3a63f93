namespace RoleChaining.DependencyInjection;

/// <summary>The registrations of one chain, or of a pool's hub, so far.</summary>
internal sealed class ChainDefinition(string name, bool isPoolHub)
{
    private readonly List<ChainStep> _steps = [];

    /// <summary>Empty for the unnamed chain.</summary>
    public string Name => name;

    /// <summary>A pool's hub may be without hops, since its tenants add theirs.</summary>
    public bool IsPoolHub => isPoolHub;

    public IReadOnlyList<ChainStep> Steps => _steps;

    public Dictionary<Type, ClientDefinition> Clients { get; } = [];

    /// <summary>For a person: "the role chain 'production'".</summary>
    public string Description =>
        $"the {(name.Length == 0 ? "unnamed " : "")}role chain{(isPoolHub ? " pool" : "")}{(name.Length == 0 ? "" : $" '{name}'")}";

    public void Add(ChainStep step)
    {
        if (!_steps.Exists(step.IsSameAs))
        {
            _steps.Add(step);
        }
    }
}
