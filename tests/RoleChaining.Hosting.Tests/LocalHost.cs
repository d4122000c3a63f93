using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using RoleChaining.Testing;
using RoleChaining.WebApp;

namespace RoleChaining;

/// <summary>A host without a server, in the accounts of the web app, in memory, on a clock that the test moves.</summary>
internal sealed class LocalHost : IAsyncDisposable
{
    public const string Hub = "arn:aws:iam::222222222222:role/HubRole";
    public const string Production = "arn:aws:iam::333333333333:role/ProductionRole";

    private IHost? _host;

    public LocalHost()
    {
        Sts = LocalSts.CreateInMemory(options => options.TimeProvider = Clock);
        LocalUser user = LocalAws.AddAccounts(Sts);
        Builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Testing" });
        Builder.Logging.AddProvider(new FakeLoggerProvider(Logs));
        Builder.Services.AddSingleton<TimeProvider>(Clock);
        Builder.Services.ConfigureAllRoleChains((_, chain) => chain.WithSource(user.Credentials).WithStsClientConfig(Sts.Configure));
        Builder.Services.ConfigureAllAwsClients((_, config) => Sts.Configure(config));
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public LocalSts Sts { get; }

    public FakeLogCollector Logs { get; } = new();

    public HostApplicationBuilder Builder { get; }

    public IServiceProvider Services => _host!.Services;

    public async Task StartAsync()
    {
        _host = Builder.Build();
        await _host.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _host?.Dispose();
        await Sts.DisposeAsync();
    }
}
