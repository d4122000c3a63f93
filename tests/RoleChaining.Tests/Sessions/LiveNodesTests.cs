using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using RoleChaining.Chains;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sessions;

/// <summary>The gauge of the life that is left.</summary>
public sealed class LiveNodesTests
{
    [Fact]
    public async Task Of_many_sessions_it_shows_the_shortest_life_in_seconds_however_many_came_later()
    {
        await using World world = World.InMemory(1);
        await using ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        IMeterFactory meters = services.GetRequiredService<IMeterFactory>();
        Instruments instruments = Instruments.Create(meters);
        using MetricCollector<double> life = new(meters, RoleChainDiagnostics.MeterName, "role_chaining.session.time_to_expiry");
        List<ChainedAWSCredentials> chains = [];
        for (int i = 0; i < 150; i++) // more than twice as many as those at which it drops what is gone
        {
            string name = $"session-{i}";
            ChainedAWSCredentials chain = world.Builder().WithInstruments(instruments).AssumeRole(world.Roles[0], hop => hop.SessionName = name).Build();
            await chain.WarmUpAsync(TestContext.Current.CancellationToken);
            chains.Add(chain);
            world.Clock!.Advance(TimeSpan.FromSeconds(1));
        }

        life.RecordObservableInstruments();
        Assert.Equal(3600 - 150, Assert.Single(life.GetMeasurementSnapshot()).Value);
        Assert.Equal("s", life.Instrument!.Unit);
        chains.ForEach(chain => chain.Dispose());
    }
}
