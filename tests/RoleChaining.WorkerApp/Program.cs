// Runs on a local STS, so that it needs no AWS account.
using Microsoft.Extensions.Hosting;
using RoleChaining;
using RoleChaining.Testing;
using RoleChaining.WorkerApp;

const string AllowAll = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";
await using LocalSts sts = await LocalSts.StartAsync();
LocalUser user = sts.AddUser("111111111111", "worker");
sts.AddRole("arn:aws:iam::222222222222:role/HubRole", Trust("111111111111"), AllowAll);
sts.AddRole("arn:aws:iam::333333333333:role/ProductionRole", Trust("arn:aws:iam::222222222222:role/HubRole"), AllowAll);

HostApplicationBuilder builder = Host.CreateApplicationBuilder(args);
builder.Services.AddWorker();
builder.Services.ConfigureAllRoleChains((name, chain) => chain.WithSource(user.Credentials).WithStsClientConfig(sts.Configure));
builder.Services.ConfigureAllAwsClients((sp, config) => sts.Configure(config));
await builder.Build().RunAsync();

static string Trust(string principal) => $$"""
    {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"{{principal}}"},"Action":"sts:AssumeRole"} }
    """;
