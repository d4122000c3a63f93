namespace RoleChaining.Reading;

/// <summary>plan.json has the form of <c>terraform show -json</c> of Terraform 1.11 with version 5 of the AWS provider.</summary>
public sealed class TerraformPlanTests
{
    private const string Hub = "arn:aws:iam::222222222222:role/team/Hub";
    private const string Audit = "arn:aws:iam::333333333333:role/Audit";
    private const string DeployBlue = "arn:aws:iam::333333333333:role/Deploy-blue";
    private const string DeployGreen = "arn:aws:iam::333333333333:role/Deploy-green";

    private static readonly IamSnapshot Plan = IamSnapshot.Load(TestFiles.Find("plan.json"));

    [Fact]
    public void A_new_role_is_in_the_account_that_its_provider_is_limited_to()
    {
        Assert.Equal("222222222222", Plan.Role(Hub).AccountId);
        Assert.Equal("333333333333", Plan.Role(Audit).AccountId);
        Plan.AssertNote("plan.json", "the provider aws makes", "222222222222");
        Plan.AssertNote("plan.json", "the provider aws.production makes", "333333333333");
        Assert.StartsWith("aws_iam_role.hub in ", Plan.Role(Hub).Origin, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_document_data_source_is_read_where_it_is_used()
    {
        Assert.True(Plan.Lets(Hub, Ask.Alice, "tenant-7").IsAllowed);
        Assert.True(Plan.Lets(Hub, Ask.Alice, "tenant-7", "sts:TagSession").IsAllowed);
        Assert.Equal(IamOutcome.Denied, Plan.Lets(Hub, Ask.Alice).Outcome);
        Assert.Equal(IamOutcome.Denied, Plan.Lets(Hub, Ask.Mallory, "tenant-7").Outcome);
    }

    [Fact]
    public void A_policy_that_is_known_only_after_apply_is_unknown()
    {
        IamDecision decision = Plan.Lets("arn:aws:iam::333333333333:role/Later", Hub);

        Assert.Equal(IamOutcome.Unknown, decision.Outcome);
        string missing = Assert.Single(decision.Missing);
        Assert.Contains("assume_role_policy of aws_iam_role.later in ", missing, StringComparison.Ordinal);
        Assert.Contains("known only after the plan is applied", missing, StringComparison.Ordinal);
    }

    [Fact]
    public void Policies_find_the_new_role_that_they_refer_to()
    {
        IamRole hub = Plan.Role(Hub);

        Assert.True(hub.May("sts:AssumeRole", DeployBlue).IsAllowed);  // aws_iam_role_policy
        Assert.True(hub.May("sts:AssumeRole", Audit).IsAllowed);  // aws_iam_role_policy_attachment of a policy without an ARN
        Assert.Equal(IamOutcome.Denied, hub.May("sts:AssumeRole", "arn:aws:iam::333333333333:role/Other").Outcome);
    }

    [Fact]
    public void A_role_has_its_boundary_tags_and_longest_session()
    {
        IamRole hub = Plan.Role(Hub);

        Assert.NotNull(hub.Boundary);
        Assert.Null(hub.Boundary.Missing);
        Assert.Equal("arn:aws:iam::222222222222:policy/limits/HubBoundary", Assert.Single(hub.Boundary.Policies).Name);
        Assert.Equal(IamOutcome.Denied, hub.May("s3:GetObject").Outcome);
        Assert.Equal([KeyValuePair.Create("team", "platform")], hub.Tags);
        Assert.Equal(TimeSpan.FromHours(2), hub.MaxSessionDuration);
    }

    [Fact]
    public void Each_instance_of_a_module_has_its_own_role_and_policy()
    {
        foreach (string role in (string[])[DeployBlue, DeployGreen, "arn:aws:iam::333333333333:role/Deploy-named"])
        {
            Assert.True(Plan.Lets(role, Hub).IsAllowed);
            Assert.True(Plan.Role(role).May("ecs:UpdateService").IsAllowed);
        }
    }

    [Fact]
    public void Each_instance_of_count_has_the_policy_with_its_index()
    {
        const string queue = "arn:aws:sqs:eu-west-1:222222222222:queue-";
        IamRole first = Plan.Role("arn:aws:iam::222222222222:role/Worker-0");
        IamRole second = Plan.Role("arn:aws:iam::222222222222:role/Worker-1");

        Assert.True(first.May("sqs:ReceiveMessage", queue + "0").IsAllowed);
        Assert.Equal(IamOutcome.Denied, first.May("sqs:ReceiveMessage", queue + "1").Outcome);
        Assert.True(second.May("sqs:ReceiveMessage", queue + "1").IsAllowed);
        Assert.True(first.May("sqs:SendMessage").IsAllowed);  // refers to worker[0] by its index
        Assert.Equal(IamOutcome.Denied, second.May("sqs:SendMessage").Outcome);
    }

    [Fact]
    public void A_policy_finds_its_role_by_for_each_over_roles_a_variable_and_an_output()
    {
        Assert.True(Plan.Role("arn:aws:iam::222222222222:role/Team-red").May("s3:GetObject").IsAllowed);  // each.value.id
        Assert.True(Plan.Role("arn:aws:iam::222222222222:role/Team-violet").May("s3:GetObject").IsAllowed);
        Assert.True(Plan.Role("arn:aws:iam::222222222222:role/Worker-1").May("s3:GetObject").IsAllowed);  // var.role of module.grant
        Assert.Equal(IamOutcome.Denied, Plan.Role("arn:aws:iam::222222222222:role/Worker-0").May("s3:GetObject").Outcome);
        Assert.True(Plan.Role("arn:aws:iam::333333333333:role/Deploy-named").May("s3:ListBucket").IsAllowed);  // module.named.role_id
        Assert.Equal(IamOutcome.Denied, Plan.Role(DeployBlue).May("s3:ListBucket").Outcome);
    }

    [Fact]
    public void An_attachment_to_a_list_of_new_roles_finds_all_of_them()
    {
        Assert.True(Plan.Role("arn:aws:iam::222222222222:role/Team-red").May("sts:AssumeRole", Audit).IsAllowed);
        Assert.True(Plan.Role("arn:aws:iam::222222222222:role/Worker-0").May("sts:AssumeRole", Audit).IsAllowed);
        Assert.Equal(IamOutcome.Denied, Plan.Role("arn:aws:iam::222222222222:role/Team-violet").May("sts:AssumeRole", Audit).Outcome);
    }

    [Fact]
    public void An_inline_policy_and_a_managed_one_that_are_known_only_after_apply_are_missing()
    {
        IamRole role = Plan.Role("arn:aws:iam::222222222222:role/Inline");

        Assert.Contains("the inline policy later of aws_iam_role.inline", role.Policies.Missing, StringComparison.Ordinal);
        Assert.Contains("managed_policy_arns of aws_iam_role.inline", role.Policies.Missing, StringComparison.Ordinal);
        Assert.Equal(IamOutcome.Unknown, role.May("dynamodb:GetItem").Outcome);
    }

    [Fact]
    public void A_role_whose_name_is_made_up_is_only_noted()
    {
        Assert.DoesNotContain(Plan.Roles, role => role.Name.StartsWith("generated", StringComparison.Ordinal));
        Plan.AssertNote("aws_iam_role.prefixed has no ARN yet");
        Plan.AssertNote("aws_iam_role_policy.prefixed belongs to a role that is known only after the plan is applied");
    }

    [Fact]
    public void A_user_has_the_policies_of_its_new_group()
    {
        IamUser? alice = Plan.FindUser("arn:aws:iam::222222222222:user/people/alice");

        Assert.True(alice.May("sts:AssumeRole", Hub).IsAllowed);
        Assert.Equal(IamOutcome.Denied, alice.May("s3:GetObject").Outcome);
    }

    [Fact]
    public void A_new_provider_has_its_ARN_and_audiences()
    {
        IamOidcProvider provider = Assert.Single(Plan.OidcProviders);

        Assert.Equal("arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com", provider.Arn);
        Assert.Equal(["sts.amazonaws.com"], provider.Audiences);
    }

    [Fact]
    public void A_chain_through_two_accounts_is_decided_by_the_plan_alone()
    {
        ChainVerdict verdict = Plan.Evaluate(Ask.Chain("arn:aws:iam::222222222222:role/Worker-0", Audit), Hub);

        // The worker's trust policy names the hub, which is enough in one account. The auditor's does not name the worker.
        Assert.Equal(IamOutcome.Denied, verdict.Outcome);
        Assert.Equal(IamOutcome.Denied, verdict.Hops[1].Outcome);

        // The plan attaches a control policy to the account, and does not say what is above the account in its organization.
        foreach (ChainVerdict open in (ChainVerdict[])[verdict, Plan.Evaluate(Ask.Chain(Audit), Hub), Plan.Evaluate(Ask.Chain(DeployBlue), Hub)])
        {
            Assert.Equal(IamOutcome.Unknown, open.Hops[0].Outcome);
            Assert.Equal(["the parent of 222222222222 in the organization"], open.Missing);
        }

        Assert.Equal(IamOutcome.Unknown, Plan.Evaluate(Ask.Chain("arn:aws:iam::222222222222:role/Kept"), Ask.Alice).Outcome); // no alice
    }

    [Fact]
    public void A_new_control_policy_is_known_by_its_address()
    {
        Assert.True(Plan.HasServiceControl);
    }

    [Theory]
    [InlineData("\"errored\": true", true)]
    [InlineData("\"complete\": false", true)]
    [InlineData("\"complete\": true, \"errored\": false", false)]
    public void A_plan_that_is_not_complete_is_noted(string members, bool isNoted)
    {
        string text = $$"""{ "format_version": "1.2", "planned_values": { "root_module": {} }, {{members}} }""";

        Assert.Equal(
            isNoted ? ["plan.json: the plan is not complete, so a part of what it makes may be missing."] : [],
            IamSnapshot.Parse(text, "plan.json").Notes);
    }
}
