using RoleChaining.Reading;

namespace RoleChaining.Generating;

/// <summary>The formats of generated policies, read by programs that nobody here wrote.</summary>
public sealed class FormatTests
{
    [Fact]
    public async Task Terraform_fmt_changes_nothing_in_generated_Terraform()
    {
        using TemporaryFolder folder = new();
        for (int seed = 0; seed < 40; seed++)
        {
            string text = Attempt.Plan(RandomChain.Create(seed)).GeneratePolicies(seed % 3 == 0 ? null : RandomChain.Alice, RoundTripTests.Options(seed)).ToTerraform();
            folder.Write($"{seed}.tf", text);
        }

        (int exitCode, string output, string errors) = await Foreign.RunAsync("terraform", "", "fmt", "-check", "-diff", "-no-color", folder.Path);

        Assert.True(exitCode == 0 && output.Length == 0, output + errors);
    }

    [Fact]
    public async Task Cfn_lint_finds_nothing_in_generated_templates()
    {
        using TemporaryFolder folder = new();
        List<string> files = [];
        for (int seed = 0; seed < 8; seed++)
        {
            ChainPolicies policies = Attempt.Plan(RandomChain.Create(seed))
                .GeneratePolicies(seed % 3 == 0 ? null : RandomChain.Alice, RoundTripTests.Options(seed));
            files.AddRange(policies.ToCloudFormation().Select(template => folder.Write($"{seed}-{template.Key}.yaml", template.Value)));
        }

        (int exitCode, string output, string errors) = await Foreign.RunAsync("cfn-lint", "", [.. files]);

        Assert.True(exitCode == 0, output + errors);
    }

    [Fact]
    public void Templates_that_are_read_again_let_the_chain_in()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            RoleChainOptions options = RandomChain.Create(seed);
            foreach (RoleHopOptions hop in options.Hops)
            {
                hop.ExternalId = null; // a parameter without a value
            }

            RoleChain chain = Attempt.Plan(options);
            ChainPolicies policies = chain.GeneratePolicies(RandomChain.Alice, RoundTripTests.Options(seed));
            using TemporaryFolder folder = new();
            string[] files = [.. policies.ToCloudFormation().Select(template => $"{template.Key}={folder.Write($"{template.Key}.yaml", template.Value)}")];

            ChainVerdict verdict = IamSnapshot.Load(files).Evaluate(chain, RandomChain.Alice);

            // A template that gives the user no policy does not say that it has none.
            Assert.True(
                verdict.IsAllowed || verdict.Missing.All(missing => missing.Contains("user/teams/alice", StringComparison.Ordinal)),
                $"seed {seed}: {verdict}\n{string.Join('\n', policies.ToCloudFormation().Values)}");
        }
    }

    [Fact]
    public void Templates_that_stand_in_one_file_are_all_read_each_for_its_account()
    {
        const string alice = "arn:aws:iam::222222222222:user/alice";
        RoleChain chain = Ask.Chain("arn:aws:iam::222222222222:role/Role", "arn:aws:iam::333333333333:role/Role");
        string stacks = string.Join("---\n", chain.GeneratePolicies(alice).ToCloudFormation().Values);
        string user = """{ "users": [{ "account": "222222222222", "name": "alice" }] }""";
        using TemporaryFolder folder = new();
        string[] files = [folder.Write("stacks.yaml", stacks), folder.Write("alice.json", user)];

        foreach (IamSnapshot snapshot in (IamSnapshot[])[IamSnapshot.Load(files), IamSnapshot.Load(files, chain)])
        {
            ChainVerdict verdict = snapshot.Evaluate(chain, alice);

            Assert.True(verdict.IsAllowed, verdict.ToString());
            snapshot.AssertNote("stacks.yaml (document 1): the account of what it makes is taken from its description: 222222222222");
            snapshot.AssertNote("stacks.yaml (document 2): the account of what it makes is taken from its description: 333333333333");
        }

        Assert.Equal(2, IamSnapshot.Parse(stacks, "stacks.yaml").Roles.Count);
    }

    [Fact]
    public void The_account_that_is_given_with_a_template_prevails_over_its_description()
    {
        RoleChain chain = Ask.Chain("arn:aws:iam::222222222222:role/Role");
        using TemporaryFolder folder = new();
        string file = folder.Write("stack.yaml", chain.GeneratePolicies("arn:aws:iam::111111111111:user/alice").ToCloudFormation()["222222222222"]);

        Assert.Equal(["arn:aws:iam::444444444444:role/Role"], IamSnapshot.Load($"444444444444={file}").Roles.Select(role => role.Arn));
    }

    [Fact]
    public void An_external_id_is_a_variable_of_Terraform_and_a_parameter_of_CloudFormation()
    {
        RoleChain chain = new RoleChainBuilder()
            .AssumeRole("arn:aws:iam::222222222222:role/HubRole", hop => hop.ExternalId = "very-secret")
            .BuildChain();
        ChainPolicies policies = chain.GeneratePolicies("arn:aws:iam::111111111111:user/alice");

        Assert.DoesNotContain("very-secret", policies.ToTerraform(), StringComparison.Ordinal);
        Assert.Contains("\"sts:ExternalId\" = var.hop_1_external_id", policies.ToTerraform(), StringComparison.Ordinal);
        Assert.All(policies.ToCloudFormation().Values, template => Assert.DoesNotContain("very-secret", template, StringComparison.Ordinal));
        Assert.Contains("NoEcho: true", policies.ToCloudFormation()["222222222222"], StringComparison.Ordinal);
    }

    [Fact]
    public void Roles_whose_names_differ_in_signs_alone_are_resources_of_different_names()
    {
        string terraform = Ask.Chain([.. "-_.+".Select(sign => $"arn:aws:iam::222222222222:role/Role{sign}a")])
            .GeneratePolicies(RandomChain.Alice)
            .ToTerraform();

        string[] names = [.. terraform.Split('\n').Where(line => line.StartsWith("resource \"aws_iam_role\"", StringComparison.Ordinal))];
        Assert.Equal(4, names.Distinct().Count());
    }

    [Theory]
    [InlineData("X3", "X", "X-")]
    [InlineData("X", "X-", "X2")]
    [InlineData("X.3", "X", "X_", "X3", "X-")]
    public void Roles_whose_names_differ_in_signs_and_numbers_are_resources_and_statements_of_different_names(params string[] roles)
    {
        string[] arns = [.. roles.Select(role => $"arn:aws:iam::222222222222:role/{role}")];
        string template = Ask.Chain(arns).GeneratePolicies(RandomChain.Alice).ToCloudFormation()["222222222222"];
        string[] names = [.. template.Split('\n').Where(line => line.StartsWith("      RoleName: ", StringComparison.Ordinal))];
        Assert.Equal(roles.Length, names.Length);

        // One caller of them all.
        string[] there = [.. arns.SelectMany(arn => (string[])["arn:aws:iam::333333333333:role/Caller", arn])];
        string caller = Ask.Chain(there).GeneratePolicies(RandomChain.Alice).ToCloudFormation()["333333333333"];
        string[] ids = [.. caller.Split('\n').Where(line => line.Contains("Sid: AssumeX", StringComparison.Ordinal))];
        Assert.Equal((roles.Length, roles.Length), (ids.Length, ids.Distinct().Count()));
    }

    [Fact]
    public void A_role_named_like_a_parameter_is_a_resource_of_another_name()
    {
        RoleChain chain = new RoleChainBuilder()
            .AssumeRole("arn:aws:iam::222222222222:role/SourcePrincipalArn")
            .AssumeRole("arn:aws:iam::222222222222:role/Hop3ExternalId")
            .AssumeRole("arn:aws:iam::222222222222:role/Last", hop => hop.ExternalId = "x/7")
            .BuildChain();

        string[] names = [.. chain.GeneratePolicies().ToCloudFormation()["222222222222"]
            .Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal) && line.EndsWith(':') && line[2] != ' ')];

        Assert.Equal(["  SourcePrincipalArn:", "  Hop3ExternalId:", "  SourcePrincipalArn2:", "  Hop3ExternalId2:", "  Last:"], names);
    }

    [Fact]
    public void Without_a_source_a_placeholder_stands_in_its_place()
    {
        RoleChain chain = new RoleChainBuilder().AssumeRole("arn:aws:iam::222222222222:role/HubRole").BuildChain();

        ChainPolicies policies = chain.GeneratePolicies();

        Assert.Contains("\"AWS\": \"SOURCE_PRINCIPAL_ARN\"", policies.ToJson(), StringComparison.Ordinal);
        Assert.Contains("AWS = var.source_principal_arn", policies.ToTerraform(), StringComparison.Ordinal);
        Assert.Contains("Ref: SourcePrincipalArn", policies.ToCloudFormation()["222222222222"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_role_named_Source_and_the_source_do_not_share_a_name_in_Terraform()
    {
        RoleChain chain = new RoleChainBuilder().AssumeRole("arn:aws:iam::222222222222:role/Source").AssumeRole("arn:aws:iam::333333333333:role/Target").BuildChain();

        string[] names = [.. chain.GeneratePolicies("arn:aws:iam::111111111111:role/App").ToTerraform()
            .Split('\n').Where(line => line.StartsWith("resource ", StringComparison.Ordinal))];

        Assert.Equal(names.Distinct(), names);
        Assert.Equal(4, names.Length);
    }

    /// <summary>IAM refuses a trust policy that names a role which is not there.</summary>
    [Fact]
    public void A_stack_makes_a_role_after_the_role_that_it_trusts()
    {
        RoleChain chain = new RoleChainBuilder().AssumeRole("arn:aws:iam::222222222222:role/HubRole").AssumeRole("arn:aws:iam::222222222222:role/Target").BuildChain();

        string template = chain.GeneratePolicies().ToCloudFormation()["222222222222"];

        Assert.Matches(@"(?s)  Target:\n    Type: AWS::IAM::Role\n.*    DependsOn:\n    - HubRole\n", template);
        Assert.Single(template.Split("DependsOn")[1..]);
    }

    [Fact]
    public void Within_one_account_a_trust_policy_that_names_the_caller_is_enough()
    {
        RoleChain chain = new RoleChainBuilder().AssumeRole("arn:aws:iam::111111111111:role/HubRole").BuildChain();

        Assert.Null(chain.GeneratePolicies("arn:aws:iam::111111111111:user/alice").Hops[0].CallerPolicy);
        Assert.NotNull(chain.GeneratePolicies(
            "arn:aws:iam::111111111111:user/alice", new ChainPolicyOptions { TrustAccounts = true }).Hops[0].CallerPolicy);
    }

    [Fact]
    public void The_organization_is_asked_of_callers_from_other_accounts_only()
    {
        RoleChain chain = new RoleChainBuilder()
            .AssumeRole("arn:aws:iam::222222222222:role/HubRole")
            .AssumeRole("arn:aws:iam::222222222222:role/Local")
            .BuildChain();

        ChainPolicies policies = chain.GeneratePolicies(
            "arn:aws:iam::111111111111:user/alice", new ChainPolicyOptions { OrganizationId = "o-1" });

        Assert.Contains("\"aws:PrincipalOrgID\": \"o-1\"", policies.Hops[0].TrustPolicy, StringComparison.Ordinal);
        Assert.DoesNotContain("aws:PrincipalOrgID", policies.Hops[1].TrustPolicy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("arn:aws:s3:::bucket")]
    public void A_source_that_is_no_principal_is_refused(string source)
    {
        RoleChain chain = new RoleChainBuilder().AssumeRole("arn:aws:iam::222222222222:role/HubRole").BuildChain();

        Assert.Contains(source, Assert.Throws<FormatException>(() => chain.GeneratePolicies(source)).Message, StringComparison.Ordinal);
    }
}
