using Amazon.Runtime;

namespace RoleChaining.DependencyInjection;

/// <summary>One thing that was said of a client's configuration.</summary>
/// <param name="Origin">The caller's own delegate or section: said twice, it counts once.</param>
/// <param name="Apply">Changes the configuration, or adds to the errors.</param>
internal sealed record ClientStep(object Origin, Action<IServiceProvider, ClientConfig, List<string>> Apply);
