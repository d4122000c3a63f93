using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using RoleChaining.Caching;
using RoleChaining.Testing;
using RoleChaining.WebApp;

namespace RoleChaining;

/// <summary>The dashboard queries of the documentation, against what Prometheus would read.</summary>
public sealed partial class DashboardTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_series_and_label_of_the_queries_is_exported()
    {
        string[] series = await ExportAsync();
        MatchCollection queries = Query().Matches(Repository.Read("src/RoleChaining.Hosting/README.md"));
        Assert.True(queries.Count >= 7);
        foreach (Match query in queries)
        {
            string name = Name().Match(query.Groups[1].Value.Replace("role_chaining_chain", "", StringComparison.Ordinal)).Value;
            string[] found = [.. series.Where(line => line.StartsWith(name + "{", StringComparison.Ordinal))];
            Assert.True(found.Length > 0, $"{name} is not exported:\n{string.Join('\n', series)}");
            foreach (string label in Labels().Matches(query.Groups[1].Value).SelectMany(match => match.Groups[1].Value.Split(',')))
            {
                Assert.All(found, line => Assert.Contains($"{label.Trim()}=\"", line, StringComparison.Ordinal));
            }
        }

        Assert.Contains(series, line => line.StartsWith("role_chaining_assume_role_duration_seconds_bucket{", StringComparison.Ordinal) && line.Contains("le=\"0.005\"", StringComparison.Ordinal));
        Assert.Contains(series, line => // there before the first one; meters of tests beside this one are exported too
            line.StartsWith("role_chaining_sessions_rejected_total{", StringComparison.Ordinal)
            && line.Contains("hop=\"1\",role_chaining_chain=\"orders\"} 0", StringComparison.Ordinal));
        Assert.DoesNotContain(series, line => line.Contains("arn:aws", StringComparison.Ordinal));
    }

    private static async Task<string[]> ExportAsync()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser user = LocalAws.AddAccounts(sts);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.WebHost.UseTestServer();
        builder.Services.AddRoutingCore().AddDistributedMemoryCache();
        builder.Services.ConfigureAllRoleChains((_, chain) => chain.WithSource(user.Credentials).WithStsClientConfig(sts.Configure));
        builder.Services.ConfigureAllAwsClients((_, config) => sts.Configure(config));
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(RoleChainDiagnostics.MeterName).AddPrometheusExporter());
        builder.Services.AddRoleChain("orders", (sp, chain) => chain
            .AssumeRole(LocalHost.Hub)
            .AssumeRole(LocalHost.Production)
            .WithSessionCache(new DistributedSessionCache(sp.GetRequiredService<IDistributedCache>(), new EphemeralDataProtectionProvider())))
            .AddAwsClient<Amazon.S3.IAmazonS3>();
        builder.Services.AddRoleChain("broken", chain => chain.AssumeRole("arn:aws:iam::222222222222:role/Missing"));
        await using WebApplication app = builder.Build();
        app.MapPrometheusScrapingEndpoint();
        await app.StartAsync(Token);
        ChainedAWSCredentials credentials = app.Services.GetRequiredKeyedService<ChainedAWSCredentials>("orders");
        await credentials.WarmUpAsync(Token);
        sts.RevokeSession((await credentials.GetCredentialsAsync(Token)).AccessKey);
        await app.Services.GetRequiredKeyedService<Amazon.S3.IAmazonS3>("orders").ListBucketsAsync(Token);
        await Assert.ThrowsAsync<RoleChainException>(() => app.Services.GetRequiredKeyedService<ChainedAWSCredentials>("broken").WarmUpAsync(Token));
        using HttpClient client = app.GetTestClient();
        return (await client.GetStringAsync("/metrics", Token)).Split('\n');
    }

    [GeneratedRegex(@"^\|[^|]*\| `([^`]*role_chaining[^`]*)`", RegexOptions.Multiline)]
    private static partial Regex Query();

    [GeneratedRegex("role_chaining_[a-z_]+")]
    private static partial Regex Name();

    [GeneratedRegex(@"(?:by \(|\{)([a-z_, ]+)(?:\)|!?=)")]
    private static partial Regex Labels();
}
