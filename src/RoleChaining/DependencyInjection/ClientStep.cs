using Amazon.Runtime;

namespace RoleChaining.DependencyInjection;

/// <summary>One step that sets up a client's configuration.</summary>
/// <param name="Origin">The caller's own delegate or section: registered twice, it counts once.</param>
/// <param name="Apply">Changes the configuration, or adds to the errors.</param>
internal sealed record ClientStep(object Origin, Action<IServiceProvider, ClientConfig, List<string>> Apply);
