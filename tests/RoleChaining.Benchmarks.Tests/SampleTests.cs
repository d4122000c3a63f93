using RoleChaining.Benchmarks.Samples;
using RoleChaining.Benchmarks.Servers;
using RoleChaining.Benchmarks.Serving;

namespace RoleChaining.Benchmarks;

/// <summary>The processes that measure what BenchmarkDotNet cannot. How long they take is not looked at.</summary>
public sealed class SampleTests
{
    [Theory]
    [InlineData("Sync", "FreshProcess", false)]
    [InlineData("SyncOnAsync", "Cold", false)]
    [InlineData("Mixed", "Warm", false)]
    [InlineData("Sync", "Cold", true)]
    public void A_storm_ends_and_leaves_the_pool_as_it_found_it(string arrival, string connection, bool tls)
    {
        using StsProcess sts = StsProcess.Start(latency: 1, tls);
        using StsProcess other = StsProcess.Start(latency: 0, tls);

        Dictionary<string, double>? storm = SampleProcess.Run(
            "storm", "--arrival", arrival, "--connection", connection, "--callers", "200", "--endpoint", $"{sts.Endpoint}", "--other", $"{other.Endpoint}");

        Assert.NotNull(storm);
        Assert.Equal(0, storm["min threads left"]);
        Assert.Equal(tls ? 1 : 0, storm["handshakes"]);
        Assert.Equal(connection == "Warm" ? 6 : 2, sts.TakeCalls()); // two rehearsals on a warm connection
    }

    [Fact]
    public void A_fan_out_ends()
    {
        using StsProcess sts = StsProcess.Start(latency: 0, spokes: 10);

        Assert.NotNull(SampleProcess.Run(["fan-out", "--spokes", "10", "--endpoint", $"{sts.Endpoint}"]));
    }

    [Fact]
    public void A_simulated_fleet_fails_no_read()
    {
        Dictionary<string, double>? fleet = SampleProcess.Run("fleet");

        // How much is shared depends on threads that have their turn, which a busy machine does not give: the report tells it.
        Assert.NotNull(fleet);
        Assert.Equal(0, fleet["failed reads"]);
        Assert.InRange(fleet["issued at the start"], 5, 15);
    }

    [Fact]
    public async Task A_signed_call_is_answered_over_and_over()
    {
        using StsProcess sts = StsProcess.Start(latency: 0);
        SignedCall call = SignedCall.Record(sts.Endpoint, World.Roles.Alice, World.Roles.Hub);

        Assert.True(await CallRate.MeasureAsync(call, callers: 2, seconds: 0.1) > 0);
    }

    [Fact]
    public void A_trail_is_read_and_joined()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("role-chaining-");
        try
        {
            Trails.GeneratedTrail.Write(folder.FullName, 1_000);

            Assert.NotNull(SampleProcess.Run("trail", "--folder", folder.FullName, "--events", "1000"));
            Assert.NotNull(SampleProcess.Run("bare-trail", "--folder", folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
