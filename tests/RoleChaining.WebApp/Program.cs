using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using RoleChaining;
using RoleChaining.WebApp;

WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
IServiceCollection services = builder.Services;
services.AddScoped<Tenants>();

services.AddRoleChain("production", builder.Configuration.GetSection("RoleChains:Production"))
    .AddAwsClient<IAmazonS3>(builder.Configuration.GetSection("AWS"))
    .WarmUpOnStart()
    .AddHealthCheck();

services.AddRoleChain("audit", chain => chain
        .AssumeRole("arn:aws:iam::222222222222:role/HubRole", hop => hop.SessionName = "audit")
        .AssumeRole("arn:aws:iam::444444444444:role/Audit"))
    .AddAwsClient<IAmazonS3>(builder.Configuration.GetSection("AWS"))
    .AddHealthCheck();

services.AddRoleChainPool<string>(
        "tenants",
        hub => hub.AssumeRole("arn:aws:iam::222222222222:role/HubRole", hop => hop.SessionName = "tenants"),
        async (sp, id, chain, ct) =>
        {
            Tenant tenant = await sp.GetRequiredService<Tenants>().FindAsync(id, ct);
            chain.AssumeRole(tenant.RoleArn, hop => hop.ExternalId = tenant.ExternalId);
        })
    .ConfigureAwsClient<IAmazonS3>(builder.Configuration.GetSection("AWS"))
    .WarmUpOnStart((sp, ct) => Task.FromResult(Tenants.All.Select(tenant => tenant.Id)), options => options.OnFailure = RoleChainWarmUpFailure.Degrade)
    .AddHealthCheck();

if (builder.Configuration.GetValue<bool>("LocalAws"))
{
    await LocalAws.UseAsync(services);
}

WebApplication app = builder.Build();

app.MapGet("/production", ([FromKeyedServices("production")] IAmazonS3 s3, CancellationToken ct) => ListAsync(s3, ct));
app.MapGet("/audit", ([FromKeyedServices("audit")] IAmazonS3 s3, CancellationToken ct) => ListAsync(s3, ct));
app.MapGet("/tenants/{id}", async (string id, [FromKeyedServices("tenants")] IRoleChainPool<string> pool, CancellationToken ct) =>
    await ListAsync(await pool.GetClientAsync<IAmazonS3>(id, ct), ct));
app.MapDelete("/tenants/{id}", ([FromKeyedServices("tenants")] IRoleChainPool<string> pool, string id, CancellationToken ct) => pool.RemoveAsync(id, ct));
app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = HealthReport.WriteAsync });
app.MapRoleChains("/role-chains").AllowAnonymous(); // this application listens on loopback only; others call RequireAuthorization

await app.RunAsync();

static async Task<string[]> ListAsync(IAmazonS3 s3, CancellationToken ct)
{
    ListBucketsResponse response = await s3.ListBucketsAsync(ct);
    return [.. (response.Buckets ?? []).Select(bucket => bucket.BucketName)];
}
