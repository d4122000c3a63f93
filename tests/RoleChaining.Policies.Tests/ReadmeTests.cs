namespace RoleChaining;

/// <summary>The example of the README, as it stands there.</summary>
public sealed class ReadmeTests
{
    private const string trustJson = """
        {
          "Version": "2012-10-17", "Statement": [
            { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::222222222222:role/HubRole" }, "Action": "sts:AssumeRole",
              "Condition": { "StringEquals": { "sts:ExternalId": "tenant-8" } } } ] }
        """;

    private const string hubJson = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}}""";

    [Fact]
    public void The_example_says_what_it_promises()
    {
        IamPolicy trust = IamPolicy.Parse(trustJson, IamPolicyKind.Trust, "ProductionRole's trust policy");   // throws with every error, its line and column
        IamPolicy hub = IamPolicy.Parse(hubJson, IamPolicyKind.Identity, "HubRole's policy");

        IamDecision decision = IamEvaluator.Evaluate(new IamRequest
        {
            Principal = IamPrincipal.Parse("arn:aws:sts::222222222222:assumed-role/HubRole/orders"),
            Action = "sts:AssumeRole",
            Resource = "arn:aws:iam::333333333333:role/ProductionRole",
            Context = new IamContextValues(unknown: true) { ["sts:ExternalId"] = IamContextValue.Of("tenant-7") },
            Identity = new IamPolicyLayer("the policies of HubRole", [hub]),
            ResourcePolicy = new IamPolicyLayer("the trust policy", [trust]),
            NeedsResourcePolicy = true,
        });

        Console.WriteLine(decision);                 // Denied. the trust policy: no statement allows it; statement 1 of ProductionRole's trust policy, line 3 of its text, would if ...

        Assert.StartsWith(
            "Denied. the trust policy: no statement allows it; statement 1 of ProductionRole's trust policy, line 3 of its text, would if ",
            decision.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Who_reaches_a_role_is_told_as_the_README_shows()
    {
        const string detailsOf111111111111 = """
            { "UserDetailList": [ { "Arn": "arn:aws:iam::111111111111:user/alice", "UserPolicyList": [ { "PolicyName": "hub", "PolicyDocument":
              {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}} } ] } ] }
            """;
        const string detailsOf222222222222 = """
            { "RoleDetailList": [ { "Arn": "arn:aws:iam::222222222222:role/Production", "AssumeRolePolicyDocument":
              {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}} } ] }
            """;
        IamSnapshotBuilder builder = new();
        builder.TryAddJson(detailsOf111111111111, "details-111111111111.json");   // aws iam get-account-authorization-details
        builder.TryAddJson(detailsOf222222222222, "details-222222222222.json");
        IamSnapshot iam = builder.Build();

        foreach (RolePath path in iam.EnumeratePaths(to: "arn:aws:iam::222222222222:role/Production", maxHops: 5))
        {
            Console.WriteLine(path);       // arn:aws:iam::111111111111:user/alice -> arn:aws:iam::222222222222:role/Hub -> ...
        }

        Assert.Equal(
            "arn:aws:iam::111111111111:user/alice -> arn:aws:iam::222222222222:role/Production",
            Assert.Single(iam.FindPaths("arn:aws:iam::222222222222:role/Production")).ToString());
    }

    [Fact]
    public void The_organization_in_the_README_can_be_read()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RoleChaining.sln")))
        {
            folder = folder.Parent!;
        }

        string readme = File.ReadAllText(Path.Combine(folder.FullName, "src", "RoleChaining.Policies", "README.md")).ReplaceLineEndings("\n");
        string json = readme.Split("```json\n")[1].Split("```")[0];

        IamSnapshot snapshot = Accounts.Read(json);

        Assert.Equal("o-a1b2c3d4e5/r-1/ou-1/", snapshot.FindOrganizationPath("111111111111"));
        Assert.All(snapshot.FindServiceControl("111111111111"), layer => Assert.Single(layer.Policies));
        Assert.Empty(snapshot.Notes);
    }
}
