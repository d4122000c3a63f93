using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.UserSecrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoleChaining.Testing;
using RoleChaining.WebApp;

[assembly: UserSecretsId(RoleChaining.UserSecretsTests.Id)]

namespace RoleChaining;

/// <summary>
/// An external id in the developer's own secrets.json, beside roles in appsettings.json. Alone in the process, because a variable of the
/// environment says where secrets are.
/// </summary>
[Collection(nameof(Alone))]
public sealed class UserSecretsTests : IDisposable
{
    internal const string Id = "role-chaining-hosting-tests";

    private const string Customer = "arn:aws:iam::100000000001:role/Customer";
    private const string Path = "RoleChains:Production:Hops";
    private const string Folder = "APPDATA"; // looked at first, on every system

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("role-chaining-");
    private readonly string? _before = Environment.GetEnvironmentVariable(Folder);

    public UserSecretsTests()
    {
        Environment.SetEnvironmentVariable(Folder, _folder.FullName);
        File.WriteAllText(
            System.IO.Path.Combine(_folder.FullName, "appsettings.json"),
            $$"""{ "RoleChains": { "Production": { "Region": "eu-west-1", "Hops": [ { "RoleArn": "{{LocalHost.Hub}}" }, { "RoleArn": "{{Customer}}" } ] } } }""");
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Folder, _before);
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(nameof(WebApplication))]
    [InlineData(nameof(HostApplicationBuilder))]
    [InlineData(nameof(HostBuilder))]
    public async Task An_external_id_from_user_secrets_opens_the_second_hop_in_development_alone(string kind)
    {
        WriteSecrets($$"""{ "{{Path}}:1:ExternalId": "external-1" }"""); // as dotnet user-secrets set writes it
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser user = LocalAws.AddAccounts(sts);
        using IHost development = Build(kind, "Development", sts, user);
        ChainedAWSCredentials chain = development.Services.GetRequiredKeyedService<ChainedAWSCredentials>("production");
        await chain.WarmUpAsync(Token);
        Assert.Equal(Customer, sts.Calls[^1].RoleArn);
        Assert.DoesNotContain("external-1", chain.Status.ToString(), StringComparison.Ordinal);

        using IHost production = Build(kind, "Production", sts, user);
        chain = production.Services.GetRequiredKeyedService<ChainedAWSCredentials>("production");
        Assert.Equal(2, (await Assert.ThrowsAsync<RoleChainException>(() => chain.WarmUpAsync(Token))).HopNumber);
    }

    [Fact]
    public async Task And_by_the_id_of_the_secrets_wherever_the_application_asks_for_them()
    {
        WriteSecrets($$"""{ "RoleChains": { "Production": { "Hops": { "1": { "ExternalId": "external-1" } } } } }""");
        await using LocalHost host = new();
        host.Builder.Configuration.AddJsonFile(System.IO.Path.Combine(_folder.FullName, "appsettings.json")).AddUserSecrets(Id);
        host.Builder.Services.AddRoleChain("production", host.Builder.Configuration.GetSection("RoleChains:Production")).WarmUpOnStart();
        await host.StartAsync();
        Assert.Equal((Customer, null), (host.Sts.Calls[^1].RoleArn, host.Sts.Calls[^1].ErrorCode));
    }

    [Fact]
    public async Task A_role_in_user_secrets_is_refused_with_the_line_to_write_for_that_hop()
    {
        string fault = await FaultAsync($$"""{ "{{Path}}:1:RoleArn": "{{LocalHost.Production}}", "{{Path}}:1:ExternalId": "external-1" }""");
        Assert.StartsWith($"{Path}: is written by", fault, StringComparison.Ordinal);
        Assert.Contains("'appsettings.json'", fault, StringComparison.Ordinal);
        Assert.Contains("'secrets.json'", fault, StringComparison.Ordinal);
        Assert.Contains("RoleChains__Production__Hops__1__RoleArn=arn:...", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hop_that_is_not_there_is_refused_with_the_line_to_write()
    {
        string fault = await FaultAsync($$"""{ "{{Path}}:2:ExternalId": "external-1" }""");
        Assert.Contains($" 1. {Path}:2: is set by", fault, StringComparison.Ordinal);
        Assert.Contains("'secrets.json'", fault, StringComparison.Ordinal);
        Assert.Contains("lists 2 hops, numbered from 0", fault, StringComparison.Ordinal);
        Assert.Contains("write RoleChains__Production__Hops__1__ExternalId to change the last hop", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_misspelt_secret_is_refused_by_its_path() =>
        Assert.StartsWith($"{Path}:1:ExternId: ", await FaultAsync($$"""{ "{{Path}}:1:ExternId": "external-1" }"""), StringComparison.Ordinal);

    /// <summary>The first fault, and no fault tells the secret.</summary>
    private async Task<string> FaultAsync(string secrets)
    {
        WriteSecrets(secrets);
        await using LocalSts sts = LocalSts.CreateInMemory();
        using IHost host = Build(nameof(HostApplicationBuilder), "Development", sts, LocalAws.AddAccounts(sts));
        OptionsValidationException e = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(Token));
        Assert.DoesNotContain("external-1", e.ToString(), StringComparison.Ordinal);
        return e.Failures.First();
    }

    private IHost Build(string kind, string environment, LocalSts sts, LocalUser user) =>
        DefaultHost.Build(kind, _folder.FullName, environment, (services, configuration) =>
        {
            services.AddLogging(logging => logging.ClearProviders());
            services.AddRoleChain("production", configuration.GetSection("RoleChains:Production"));
            services.ConfigureAllRoleChains((_, chain) => chain.WithSource(user.Credentials).WithStsClientConfig(sts.Configure));
        });

    private static void WriteSecrets(string json)
    {
        string file = PathHelper.GetSecretsPathFromSecretsId(Id);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, json);
    }
}
