using Amazon.Runtime;

namespace RoleChaining.DependencyInjection;

/// <summary>The registrations of one AWS client so far.</summary>
/// <param name="serviceType">The client's interface.</param>
/// <param name="createConfig">Its default configuration.</param>
internal sealed class ClientDefinition(Type serviceType, Func<ClientConfig> createConfig)
{
    private readonly List<ClientStep> _steps = [];

    public Type ServiceType => serviceType;

    public IReadOnlyList<ClientStep> Steps => _steps;

    public ClientConfig CreateConfig() => createConfig();

    public void Add(ClientStep step)
    {
        if (!_steps.Exists(known => Equals(known.Origin, step.Origin)))
        {
            _steps.Add(step);
        }
    }
}
