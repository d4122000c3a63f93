using Amazon.Runtime;

namespace RoleChaining.DependencyInjection;

/// <summary>The last word on every AWS client that we make.</summary>
internal sealed record AllClientsConfiguration(Action<IServiceProvider, ClientConfig> Configure);
