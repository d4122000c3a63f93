namespace RoleChaining.DependencyInjection;

/// <summary>The registrations of one chain, or of a pool's hub, so far.</summary>
internal sealed class ChainDefinition(string name, bool isPoolHub)
{
    private readonly List<ChainRegistration> _registrations = [];

    /// <summary>Empty for the unnamed chain. It is the name of the chain's options too.</summary>
    public string Name => name;

    /// <summary>A pool's hub may be without hops, since its tenants add theirs.</summary>
    public bool IsPoolHub => isPoolHub;

    public IReadOnlyList<ChainRegistration> Registrations => _registrations;

    public Dictionary<Type, ClientDefinition> Clients { get; } = [];

    /// <summary>For a person: "the role chain 'production'".</summary>
    public string Description =>
        $"the {(name.Length == 0 ? "unnamed " : "")}role chain{(isPoolHub ? " pool" : "")}{(name.Length == 0 ? "" : $" '{name}'")}";

    /// <returns>What is new in it.</returns>
    public ChainRegistration Add(ChainRegistration registration)
    {
        ChainRegistration added = registration.Without(_registrations);
        _registrations.Add(added);
        return added;
    }
}
