namespace RoleChaining;

/// <summary>The examples of the README, and the document that it shows.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_trust_policy_in_the_README_is_what_is_generated()
    {
        RoleChain chain = new RoleChainBuilder()
            .AssumeRole("arn:aws:iam::222222222222:role/HubRole", hop => hop.Tags.Add("Team", "alpha", transitive: true))
            .AssumeRole("arn:aws:iam::333333333333:role/ProductionRole", hop => hop.ExternalId = "orders-7")
            .BuildChain();

        ChainPolicies needed = chain.GeneratePolicies(source: "arn:aws:iam::111111111111:user/alice");
        string trust = needed.Hops[1].TrustPolicy;          // the trust policy of ProductionRole
        string terraform = needed.ToTerraform();            // or ToCloudFormation(), a stack for each account
        string accounts = needed.ToJson();                  // a file of the local STS, in which exactly this chain works

        Assert.Contains($"```json\n{trust}\n```", Readme(), StringComparison.Ordinal);
        Assert.NotEmpty(terraform);
        Assert.NotEmpty(accounts);
    }

    [Fact]
    public void A_chain_is_checked_as_the_README_does()
    {
        using TemporaryFolder folder = new();
        RoleChain chain = new RoleChainBuilder().AssumeRole("arn:aws:iam::222222222222:role/HubRole").BuildChain();
        string details = folder.Write(
            "details-222222222222.json",
            """
            { "RoleDetailList": [ { "Arn": "arn:aws:iam::222222222222:role/HubRole", "AssumeRolePolicyDocument":
              {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"sts:AssumeRole"}} } ] }
            """);

        IamSnapshot iam = IamSnapshot.Load(details);
        ChainVerdict verdict = iam.Evaluate(chain, source: "arn:aws:iam::111111111111:user/alice");

        Assert.Equal(
            """
            Denied
            hop 1: arn:aws:iam::111111111111:user/alice -> arn:aws:iam::222222222222:role/HubRole: Denied
              sts:AssumeRole: Denied. the trust policy of arn:aws:iam::222222222222:role/HubRole: no statement allows it
            """,
            verdict.ToString());
    }

    [Fact]
    public void Files_that_are_not_there_are_an_error_of_the_system()
    {
        RoleChain chain = new RoleChainBuilder().AssumeRole("arn:aws:iam::222222222222:role/HubRole").BuildChain();

        Assert.Throws<FileNotFoundException>(() => Check(chain));
    }

    private static void Check(RoleChain chain)
    {
        IamSnapshot iam = IamSnapshot.Load("details-111111111111.json", "details-222222222222.json", "plan.json");
        ChainVerdict verdict = iam.Evaluate(chain, source: "arn:aws:iam::111111111111:user/alice");

        Console.WriteLine(verdict);       // Denied, and for each hop and action the statement that decided, or that is missing
    }

    [Fact]
    public async Task A_chain_is_verified_as_the_README_does()
    {
        await using Verifying.VerifiedWorld world = new();
        using ChainedAWSCredentials credentials = world.Chain().Build();
        IProgress<VerifiedHop>? progress = null;
        CancellationToken ct = TestContext.Current.CancellationToken;

        VerifyReport report = await credentials.VerifyAsync(progress, ct);     // AssumeRole and GetCallerIdentity, hop by hop
        Console.WriteLine(report.Failure?.Message ?? "the chain works");       // the first hop that failed, why, and what to do

        Assert.Null(report.Failure);
    }

    private static string Readme()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RoleChaining.sln")))
        {
            folder = folder.Parent!;
        }

        return File.ReadAllText(Path.Combine(folder.FullName, "src", "RoleChaining.Analysis", "README.md")).ReplaceLineEndings("\n");
    }
}
