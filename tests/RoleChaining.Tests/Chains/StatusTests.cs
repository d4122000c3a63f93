using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using RoleChaining.DependencyInjection;

namespace RoleChaining.Chains;

/// <summary>Status is data: it can be written as JSON and read by a person, most of all when something has failed.</summary>
public sealed partial class StatusTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_chain_whose_hop_has_failed_is_written_as_JSON(bool bySourceGenerator)
    {
        await using World world = World.InMemory();
        world.Sts.RemoveRole(App.Production);
        using ChainedAWSCredentials credentials = world.Chain().Build();
        RoleChainException thrown = await Assert.ThrowsAsync<RoleChainException>(() => credentials.WarmUpAsync(Token));

        string json = bySourceGenerator
            ? JsonSerializer.Serialize(credentials.Status, Context.Default.ChainStatus)
            : JsonSerializer.Serialize(credentials.Status, JsonSerializerOptions.Web);
        JsonNode hop = JsonNode.Parse(json)![bySourceGenerator ? "Hops" : "hops"]![2]!;
        JsonNode failure = hop[bySourceGenerator ? "LastFailure" : "lastFailure"]!;
        string Of(JsonNode node, string name) => node[bySourceGenerator ? name : JsonNamingPolicy.CamelCase.ConvertName(name)]!.ToString();
        Assert.Equal(("Failed", App.Production), (Of(hop, "State"), Of(hop, "RoleArn")));
        Assert.Equal(("AccessDenied", "AccessDenied", thrown.RequestId), (Of(failure, "Failure"), Of(failure, "StsErrorCode"), Of(failure, "RequestId")));
        Assert.Equal((thrown.Message, thrown.Advice), (Of(failure, "Message"), Of(failure, "Advice")));
        Assert.Equal(world.Clock!.GetUtcNow(), DateTimeOffset.Parse(Of(failure, "OccurredAt"), System.Globalization.CultureInfo.InvariantCulture));
        Assert.DoesNotContain("Final", json, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_pool_with_a_broken_tenant_is_written_too()
    {
        await using World world = PoolTests.Tenants(2);
        world.Sts.RemoveRole(PoolTests.Role(1));
        await using ServiceProvider provider = PoolTests.Build(world);
        IRoleChainPool<int> pool = provider.GetRequiredKeyedService<IRoleChainPool<int>>("tenants");
        await pool.WarmUpAsync([0, 1], cancellationToken: Token);
        JsonNode json = JsonNode.Parse(JsonSerializer.Serialize(pool.Status))!;
        Assert.Equal((2, 1), ((int)json["Count"]!, (int)json["Failed"]!));
        Assert.Equal(PoolTests.Role(1), (string?)json["Problems"]![0]!["RoleArn"]);
        Assert.Equal("tenants", (string?)json["Hub"]!["ChainName"]);
        Assert.StartsWith("2 tenants, 0 degraded, 1 failed; hub: ", pool.Status.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_can_read_it()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials credentials = world.Chain().Build();
        await credentials.WarmUpAsync(Token);
        string[] lines = credentials.Status.ToString().Split('\n');
        Assert.Equal("serving", lines[0]);
        Assert.Equal("  source: Valid", lines[1]);
        Assert.Equal($"  hop 1 ({App.Hub}): Valid until 2026-01-01 01:00:00Z", lines[2]);
    }

    [Fact]
    public async Task It_says_when_the_next_refresh_comes()
    {
        await using World world = World.InMemory(1);
        using ChainedAWSCredentials credentials = world.Chain().WithRetry(retry => retry.MaxAttempts = 1).Build();
        Assert.Null(credentials.Status.Final!.NextRefreshAt);
        await credentials.WarmUpAsync(Token);
        DateTimeOffset begin = world.Clock!.GetUtcNow();
        Assert.InRange(credentials.Status.Final!.NextRefreshAt!.Value, begin + TimeSpan.FromMinutes(45), begin + TimeSpan.FromMinutes(50));

        using IDisposable outage = world.Sts.AddFault(Testing.StsFault.ServiceUnavailable());
        world.Clock.Advance(TimeSpan.FromMinutes(52));
        await credentials.GetCredentialsAsync(Token);
        await Eventually.TrueAsync(() => credentials.Status.Final!.State == HopState.Degraded);
        DateTimeOffset now = world.Clock.GetUtcNow();
        Assert.InRange(credentials.Status.Final!.NextRefreshAt!.Value, now, now + TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void A_role_ARN_is_a_string_in_JSON_both_ways()
    {
        RoleArn arn = RoleArn.Parse(App.Hub);
        Assert.Equal($"\"{App.Hub}\"", JsonSerializer.Serialize(arn));
        Assert.Equal(arn, JsonSerializer.Deserialize<RoleArn>($"\"{App.Hub}\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<RoleArn>("\"hub\""));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<RoleArn>("7"));
    }

    [JsonSerializable(typeof(ChainStatus))]
    private sealed partial class Context : JsonSerializerContext;
}
