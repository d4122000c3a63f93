#pragma warning disable xUnit1051 // Code for newcomers passes no token.

using Amazon.S3;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RoleChaining;
using RoleChaining.Testing;

namespace FirstSteps;

/// <summary>
/// What a newcomer copies into an empty project, with its usings, outside the library's namespace: RoleChaining's SnippetTests compares
/// it with the documents.
/// </summary>
internal static class Programs
{
    public static async Task Chain()
    {
        using var credentials = new RoleChainBuilder()
            .AssumeRole("arn:aws:iam::222222222222:role/HubRole")
            .AssumeRole("arn:aws:iam::333333333333:role/ProductionRole")
            .Build();
        using var s3 = new AmazonS3Client(credentials);
        Console.WriteLine((await s3.ListBucketsAsync()).HttpStatusCode);
        Console.WriteLine(credentials.Status);
    }

    public static void App(string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddRoleChain("production", builder.Configuration.GetSection("RoleChains:Production"))
            .AddAwsClient<IAmazonS3>()
            .WarmUpOnStart()                      // the host does not start without a session
            .AddHealthCheck();

        var app = builder.Build();
        app.MapGet("/orders", ([FromKeyedServices("production")] IAmazonS3 s3) => s3.ListBucketsAsync());
        app.MapHealthChecks("/health");
        if (app.Environment.IsDevelopment())      // elsewhere it must be protected: MapRoleChains(...).RequireAuthorization()
        {
            app.MapRoleChains("/role-chains");
        }

        app.Run();
    }

    public static void StatusPage(WebApplication app)
    {
        app.MapRoleChains("/role-chains").RequireAuthorization();
    }

    public static async Task FindTenantAsync(IServiceProvider sp, string account, RoleHopsBuilder chain, CancellationToken ct)
    {
        Tenant t = await sp.GetRequiredService<ITenantStore>().FindAsync(account, ct);
        chain.AssumeRole(t.RoleArn, hop => hop.ExternalId = t.ExternalId);
    }
}

internal sealed record Tenant(string RoleArn, string ExternalId);

internal interface ITenantStore
{
    Task<Tenant> FindAsync(string account, CancellationToken cancellationToken);
}

public sealed class ChainTests
{
    private const string Hub = "arn:aws:iam::222222222222:role/HubRole";
    private const string Production = "arn:aws:iam::333333333333:role/ProductionRole";

    [Fact]
    public async Task The_chain_reaches_production()
    {
        await using LocalSts sts = Accounts();
        using ChainedAWSCredentials credentials = Chain(sts, sts.AddUser("111111111111", "alice"), externalId: "orders-7");
        await credentials.GetCredentialsAsync();
        Assert.Equal(Production, sts.Calls[^1].RoleArn);
    }

    [Fact]
    public async Task Without_its_external_id_production_is_closed()
    {
        await using LocalSts sts = Accounts();
        using ChainedAWSCredentials credentials = Chain(sts, sts.AddUser("111111111111", "alice"), externalId: null);
        RoleChainException denied = await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync());
        Assert.Equal(2, denied.HopNumber);
        Assert.Equal("Denied: no statement of the trust policy allows it to this caller", sts.Calls[^1].Decision);
    }

    [Fact]
    public async Task Who_has_no_policy_does_not_even_reach_the_hub()
    {
        await using LocalSts sts = Accounts();
        using ChainedAWSCredentials credentials = Chain(sts, sts.AddUser("111111111111", "bob", policies: []), externalId: "orders-7");
        RoleChainException denied = await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync());
        Assert.Equal(1, denied.HopNumber);
        Assert.StartsWith("Denied: the trust policy allows it, but no", sts.Calls[^1].Decision);
    }

    private static LocalSts Accounts()
    {
        LocalSts sts = LocalSts.CreateInMemory();
        sts.AddRole(Hub, trust: """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}}
            """, permissions: """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::333333333333:role/ProductionRole"}}
            """);
        sts.AddRole(Production, trust: """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole",
              "Condition":{"StringEquals":{"sts:ExternalId":"orders-7"}}}}
            """);
        return sts;
    }

    private static ChainedAWSCredentials Chain(LocalSts sts, LocalUser user, string? externalId) => new RoleChainBuilder()
        .WithSource(user.Credentials)
        .WithStsClientConfig(sts.Configure)
        .AssumeRole(Hub)
        .AssumeRole(Production, hop => hop.ExternalId = externalId)
        .Build();
}
