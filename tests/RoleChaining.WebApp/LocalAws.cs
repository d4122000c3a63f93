using RoleChaining.Testing;

namespace RoleChaining.WebApp;

/// <summary>The accounts of this application on a local STS, so that <c>dotnet run</c> needs no AWS account.</summary>
public static class LocalAws
{
    private const string AllowAll = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";
    private const string Hub = "arn:aws:iam::222222222222:role/HubRole";

    /// <summary>Adds the user that the application runs as, and the roles that it assumes.</summary>
    public static LocalUser AddAccounts(LocalSts sts)
    {
        ArgumentNullException.ThrowIfNull(sts);
        LocalUser user = sts.AddUser("111111111111", "web-app");
        sts.AddRole(Hub, Trust("111111111111"), AllowAll);
        sts.AddRole("arn:aws:iam::333333333333:role/ProductionRole", Trust(Hub), AllowAll);
        sts.AddRole("arn:aws:iam::444444444444:role/Audit", Trust(Hub), AllowAll);
        foreach (Tenant tenant in Tenants.All)
        {
            sts.AddRole(tenant.RoleArn, Trust(Hub, tenant.ExternalId), AllowAll);
        }

        return user;
    }

    /// <summary>Points every chain and client at a local STS.</summary>
    public static async Task UseAsync(IServiceCollection services)
    {
        LocalSts sts = await LocalSts.StartAsync();
        LocalUser user = AddAccounts(sts);
        services.AddSingleton(_ => sts); // from a factory, so that the container disposes of it
        services.ConfigureAllRoleChains((name, chain) => chain.WithSource(user.Credentials).WithStsClientConfig(sts.Configure));
        services.ConfigureAllAwsClients((sp, config) => sts.Configure(config));
    }

    private static string Trust(string principal, string? externalId = null) => $$"""
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{principal}}"},
        "Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]
        {{(externalId is null ? "" : $$$""","Condition":{"StringEquals":{"sts:ExternalId":"{{{externalId}}}"}}""")}} }]}
        """;
}
