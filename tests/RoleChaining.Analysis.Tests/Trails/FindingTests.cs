namespace RoleChaining.Trails;

/// <summary>What is worth a look in a trail, each rule with what it lets pass.</summary>
public sealed class FindingTests
{
    private const string Account = "222222222222";
    private const string Details = $$"""
        {
          "UserDetailList": [{ "UserName": "bob", "UserId": "AIDABOB", "Path": "/", "Arn": "arn:aws:iam::111111111111:user/bob" }],
          "RoleDetailList": [{
            "RoleName": "Next", "RoleId": "AROANEXT", "Path": "/", "Arn": "arn:aws:iam::{{Account}}:role/Next",
            "AssumeRolePolicyDocument": { "Version": "2012-10-17", "Statement": [] }
          }],
          "GroupDetailList": [], "Policies": []
        }
        """;

    private static readonly string Alice = Records.User("alice", "111111111111", "AKIAALICE");

    [Fact]
    public async Task A_chain_may_have_as_many_hops_as_are_expected()
    {
        await using TrailIndex trail = await Records.ReadAsync(Chain(Alice, identifiedFrom: 1, "Hub", "Next", "Last"));

        TrailFinding finding = Assert.Single(trail.Find());
        Assert.Equal((TrailFindingKind.LongChain, 1, "ASIALast"), (finding.Kind, finding.Count, finding.AccessKeyId));
        Assert.Equal(
            $"User arn:aws:iam::111111111111:user/alice -> {Role("Hub")} -> {Role("Next")} -> {Role("Last")} has 3 hops", finding.Message);
        Assert.Empty(trail.Find(new() { MaxHops = 3 }));
    }

    [Theory]
    [InlineData(0, TrailFindingKind.NoSourceIdentity, "has no source identity")]
    [InlineData(1, null, "")]
    [InlineData(2, TrailFindingKind.LateSourceIdentity, "has a source identity from hop 2 on only")]
    public async Task A_source_identity_is_set_by_the_first_hop(int identifiedFrom, TrailFindingKind? kind, string message)
    {
        await using TrailIndex trail = await Records.ReadAsync(Chain(Alice, identifiedFrom, "Hub", "Next"));

        TrailFinding? finding = trail.Find().SingleOrDefault();

        Assert.Equal(kind, finding?.Kind);
        Assert.EndsWith(message, finding?.Message ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1, null)]
    [InlineData(0, 2, TrailFindingKind.NoSourceIdentity)]
    [InlineData(2, 2, null)]
    [InlineData(3, 3, TrailFindingKind.LateSourceIdentity)]
    public async Task An_instance_sets_no_source_identity_so_the_hop_after_it_is_the_first_that_can(
        int identifiedFrom, int hops, TrailFindingKind? kind)
    {
        const string Instance = """{ "type": "AWSService", "invokedBy": "ec2.amazonaws.com" }""";
        string[] roles = ["Web", "Hub", "Next"];
        await using TrailIndex trail = await Records.ReadAsync(Chain(Instance, identifiedFrom, roles[..hops]));

        Assert.Equal(kind, trail.Find(new() { MaxHops = 3 }).SingleOrDefault()?.Kind);
    }

    [Fact]
    public async Task A_user_and_a_role_that_are_not_there_any_more_are_named()
    {
        await using TrailIndex trail = await Records.ReadAsync(Chain(Alice, identifiedFrom: 1, "Hub", "Next"));

        IReadOnlyList<TrailFinding> findings = trail.Find(new() { Iam = IamSnapshot.Parse(Details, "details.json") });

        Assert.All(findings, finding => Assert.Equal(TrailFindingKind.GonePrincipal, finding.Kind));
        Assert.Equal(
            [
                $"arn:aws:iam::111111111111:user/alice is not there any more, and assumed {Role("Hub")}",
                $"{Role("Hub")} is not there any more, and assumed {Role("Next")}",
            ],
            findings.Select(finding => finding.Message).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Principals_that_are_there_and_those_of_unknown_accounts_are_not_gone()
    {
        string carol = Records.User("carol", "444444444444", "AKIACAROL");
        await using TrailIndex trail = await Records.ReadAsync(Chain(carol, identifiedFrom: 1, "Next", "Last"));

        Assert.Empty(trail.Find(new() { Iam = IamSnapshot.Parse(Details, "details.json") }));
    }

    /// <summary>The record of Pod Identity does not name the role, and the ARN of its session lacks the role's path.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_pod_s_role_with_a_path_is_not_gone(bool isNamedByItsCalls)
    {
        const string Pod = $"arn:aws:iam::{Account}:role/eks/Pod";
        await using TrailIndex trail = await Records.ReadAsync(PodChain(isNamedByItsCalls ? Pod : ""));
        TrailFindingOptions options = new()
        {
            Iam = IamSnapshot.Parse(Details.Replace(Role("Next"), Pod, StringComparison.Ordinal), "details.json"),
        };
        options.Chains.Add(new RoleChainBuilder().AssumeRole(Pod).AssumeRole(Role("Hub")).BuildChain());

        Assert.Empty(trail.Find(options));
        Assert.Equal("ASIAPod", Assert.Single(trail.ChainsInto(Pod)).Hops[^1].AccessKeyId);
        Assert.Equal(isNamedByItsCalls ? Pod : Role("Pod"), trail.WhoIs("ASIAHub").Single().Hops[0].RoleArn);
        Assert.Empty(trail.ChainsInto($"arn:aws:iam::444444444444:role/eks/Pod"));
    }

    [Fact]
    public async Task A_role_that_is_there_under_another_path_than_the_one_that_was_recorded_is_gone()
    {
        await using TrailIndex trail = await Records.ReadAsync(PodChain($"arn:aws:iam::{Account}:role/old/Pod"));
        string details = Details.Replace(Role("Next"), $"arn:aws:iam::{Account}:role/eks/Pod", StringComparison.Ordinal);

        TrailFinding finding = Assert.Single(trail.Find(new() { Iam = IamSnapshot.Parse(details, "details.json") }));

        Assert.Equal($"arn:aws:iam::{Account}:role/old/Pod is not there any more, and assumed {Role("Hub")}", finding.Message);
        Assert.Empty(trail.ChainsInto($"arn:aws:iam::{Account}:role/eks/Pod"));
    }

    [Theory]
    [InlineData("Hub,Next", null)]
    [InlineData("Hub", null)]
    [InlineData("Hub,Last", "arn:aws:iam::222222222222:role/Hub -> arn:aws:iam::222222222222:role/Last")]
    [InlineData("Next", "User arn:aws:iam::111111111111:user/alice -> arn:aws:iam::222222222222:role/Next")]
    public async Task A_hop_that_no_configured_chain_has_is_named(string roles, string? hop)
    {
        TrailFindingOptions options = new();
        options.Chains.Add(new RoleChainBuilder().AssumeRole(Role("Hub")).AssumeRole(Role("Next")).BuildChain());
        await using TrailIndex trail = await Records.ReadAsync(Chain(Alice, identifiedFrom: 1, roles.Split(',')));

        TrailFinding? finding = trail.Find(options).SingleOrDefault();

        Assert.Equal(hop is null ? null : $"no configured chain has {hop}", finding?.Message);
        Assert.Equal(hop is null ? null : TrailFindingKind.UnknownHop, finding?.Kind);
    }

    [Fact]
    public async Task Chains_that_went_the_same_way_are_counted()
    {
        string[] once = [.. Chain(Alice, identifiedFrom: 0, "Hub")];
        IEnumerable<string> again = Chain(Alice, identifiedFrom: 0, "Hub").Select(record => record
            .Replace("ASIAHub", "ASIAAgain", StringComparison.Ordinal)
            .Replace(Records.Time(0), Records.Time(30), StringComparison.Ordinal));
        await using TrailIndex trail = await Records.ReadAsync([.. once, .. again]);

        TrailFinding finding = Assert.Single(trail.Find());

        Assert.Equal((2, "ASIAAgain"), (finding.Count, finding.AccessKeyId));
        Assert.Equal((Records.Start, Records.Start.AddMinutes(30)), (finding.First, finding.Last));
    }

    /// <summary>A pod whose role goes on to Hub with a source identity, which it sets itself. Its role may be named by the second call.</summary>
    private static IEnumerable<string> PodChain(string issuer)
    {
        const string Service = """{ "type": "AWSService", "invokedBy": "pods.eks.amazonaws.com" }""";
        string[] records = [.. Chain(Service, identifiedFrom: 2, "Pod", "Hub")];
        yield return records[0]
            .Replace("\"AssumeRole\"", "\"AssumeRoleForPodIdentity\"", StringComparison.Ordinal)
            .Replace($"\"roleArn\": \"{Role("Pod")}\",", "", StringComparison.Ordinal);
        yield return records[1].Replace($"\"arn\": \"{Role("Pod")}\"", $"\"arn\": \"{issuer}\"", StringComparison.Ordinal);
    }

    private static string Role(string name) => $"arn:aws:iam::{Account}:role/{name}";

    /// <summary>A chain whose source identity is sent by one hop, and carried by the sessions after it.</summary>
    private static IEnumerable<string> Chain(string caller, int identifiedFrom, params string[] roles)
    {
        for (int hop = 1; hop <= roles.Length; hop++)
        {
            (string role, string key) = (roles[hop - 1], $"ASIA{roles[hop - 1]}");
            string record = Records.Assume(hop - 1, caller, role, "orders", Account, key);
            yield return hop == identifiedFrom
                ? record.Replace("\"roleSessionName\"", "\"sourceIdentity\": \"alice\", \"roleSessionName\"", StringComparison.Ordinal)
                : record;
            caller = Records.Session(role, "orders", Account, key, hop - 1);
            if (identifiedFrom > 0 && hop >= identifiedFrom)
            {
                caller = caller.Replace("\"webIdFederationData\"", "\"sourceIdentity\": \"alice\", \"webIdFederationData\"", StringComparison.Ordinal);
            }
        }
    }
}
