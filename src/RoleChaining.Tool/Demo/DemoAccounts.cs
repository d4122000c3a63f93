using Amazon.Runtime;
using RoleChaining.Testing;

namespace RoleChaining.Tool.Demo;

/// <summary>
/// Three accounts: alice lives in the first, the hub trusts that account, and production trusts the hub alone.
/// </summary>
internal sealed class DemoAccounts
{
    public const string HubRole = "arn:aws:iam::222222222222:role/HubRole";
    public const string ProductionRole = "arn:aws:iam::333333333333:role/ProductionRole";

    private const string HubTrust = """
        { "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111111111111:root" },
          "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"] } ] }
        """;

    private const string HubPermissions = $$"""
        { "Version": "2012-10-17", "Statement": [ { "Effect": "Allow",
          "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"], "Resource": "{{ProductionRole}}" } ] }
        """;

    private const string ProductionTrust = $$"""
        { "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "AWS": "{{HubRole}}" },
          "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"] } ] }
        """;

    private const string ProductionPermissions = """
        { "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Action": "s3:*", "Resource": "*" } ] }
        """;

    public DemoAccounts(LocalSts sts)
    {
        Sts = sts;
        Alice = sts.AddUser("111111111111", "alice");
        sts.AddRole(HubRole, HubTrust, HubPermissions, maxSessionDuration: TimeSpan.FromHours(12));
        sts.AddRole(ProductionRole, ProductionTrust, ProductionPermissions, maxSessionDuration: TimeSpan.FromHours(12));
    }

    public LocalSts Sts { get; }

    public LocalUser Alice { get; }

    /// <summary>A chain that starts with alice's access key and asks this STS.</summary>
    public RoleChainBuilder NewChain() => new RoleChainBuilder().WithSource(Alice.Credentials).WithStsClientConfig(Sts.Configure);

    /// <summary>The chain of the demo.</summary>
    public ChainedAWSCredentials Chain() => NewChain()
        .AssumeRole(HubRole, hop =>
        {
            hop.SessionName = "alice-hub";
            hop.SourceIdentity = "alice";
            hop.Tags.Add("Team", "alpha", transitive: true);
        })
        .AssumeRole(ProductionRole, hop => hop.SessionName = "alice-production")
        .Build();

    /// <summary>The settings of an AWS client that talks to this server.</summary>
    public T Config<T>()
        where T : ClientConfig, new()
    {
        T config = new();
        Sts.Configure(config);
        return config;
    }
}
