using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace RoleChaining;

/// <summary>The two files that every application has, as each kind of host reads them.</summary>
public sealed class HostConfigurationTests : IDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("role-chaining-");

    public HostConfigurationTests() => Write(
        "appsettings.json", $$"""{ "RoleChains": { "Production": { "Hops": [ { "RoleArn": "{{LocalHost.Hub}}" }, { "RoleArn": "{{LocalHost.Production}}" } ] } } }""");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(nameof(WebApplication))]
    [InlineData(nameof(HostApplicationBuilder))]
    [InlineData(nameof(HostBuilder))]
    public async Task Hops_in_both_stop_the_start_and_both_are_named(string kind)
    {
        Write("appsettings.Development.json", $$"""{ "RoleChains": { "Production": { "Hops": [ { "RoleArn": "{{LocalHost.Production}}" } ] } } }""");
        using IHost host = Build(kind);
        string fault = Assert.Single((await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Token))).Failures);
        Assert.StartsWith("RoleChains:Production:Hops: is written by", fault, StringComparison.Ordinal);
        Assert.Contains("'appsettings.json'", fault, StringComparison.Ordinal);
        Assert.Contains("'appsettings.Development.json'", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(WebApplication))]
    [InlineData(nameof(HostApplicationBuilder))]
    [InlineData(nameof(HostBuilder))]
    public void In_development_the_same_code_uses_the_source_directly(string kind)
    {
        Write("appsettings.Development.json", """{ "RoleChains": { "Production": { "SourceProfile": "dev-sso", "UseSourceDirectly": true } } }""");
        using IHost host = Build(kind);
        Assert.Empty(host.Services.GetRequiredKeyedService<ChainedAWSCredentials>("production").Chain.Hops);
    }

    private IHost Build(string kind) => DefaultHost.Build(kind, _folder.FullName, "Development", AddChain);

    private static void AddChain(IServiceCollection services, IConfiguration configuration) =>
        services.AddRoleChain("production", configuration.GetSection("RoleChains:Production"));

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);
}
