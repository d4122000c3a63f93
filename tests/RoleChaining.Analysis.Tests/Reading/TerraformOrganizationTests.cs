using static RoleChaining.Reading.TerraformText;

namespace RoleChaining.Reading;

/// <summary>An organization that Terraform makes, and policies that it attaches to what is new.</summary>
public sealed class TerraformOrganizationTests
{
    private const string Account = "222222222222";
    private const string Attachment = "aws_organizations_policy_attachment.a";

    private static readonly string DenyAll = Deny.Replace("\\\"Action", "\\\"Principal\\\":\\\"*\\\",\\\"Action", StringComparison.Ordinal);

    /// <summary>Two accounts below a root: each level allows all.</summary>
    private const string There = """
        {
          "Organization": { "Id": "o-1", "MasterAccountId": "999999999999" },
          "Parents": { "222222222222": "ou-1", "333333333333": "ou-1", "ou-1": "r-1" },
          "Policies": [ {
            "PolicySummary": { "Id": "p-there", "Type": "SERVICE_CONTROL_POLICY" },
            "Content": "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}",
            "Targets": [ { "TargetId": "r-1" }, { "TargetId": "ou-1" }, { "TargetId": "222222222222" }, { "TargetId": "333333333333" } ] } ]
        }
        """;

    [Fact]
    public void A_state_has_the_tree_and_its_policies()
    {
        IamSnapshot state = IamSnapshot.Parse(
            State(
                Resource("aws_organizations_organization.o", """{ "id": "o-1", "master_account_id": "999999999999" }"""),
                Resource("aws_organizations_organizational_unit.u", """{ "id": "ou-1", "parent_id": "r-1" }"""),
                Resource("aws_organizations_account.a", """{ "id": "222222222222", "parent_id": "ou-1" }"""),
                Resource("aws_organizations_policy.p", $$"""{ "id": "p-1", "type": "SERVICE_CONTROL_POLICY", "content": "{{Allow}}" }"""),
                Resource("aws_organizations_policy.q", $$"""{ "id": "p-2", "type": "RESOURCE_CONTROL_POLICY", "content": "{{DenyAll}}" }"""),
                Resource(Attachment, """{ "policy_id": "p-1", "target_id": "ou-1" }"""),
                Resource("aws_organizations_policy_attachment.b", """{ "policy_id": "p-2", "target_id": "222222222222" }""")),
            "state.json");

        Assert.Equal(("o-1", "999999999999"), (state.OrganizationId, state.ManagementAccountId));
        Assert.Equal("o-1/r-1/ou-1/", state.FindOrganizationPath(Account));
        Assert.Equal([0, 1, 0], state.FindServiceControl(Account).Select(layer => layer.Policies.Count));
        Assert.Equal("p-1", state.FindServiceControl(Account)[1].Policies[0].Name);
        Assert.Equal("p-2", state.FindResourceControl(Account)[2].Policies[1].Name);
        Assert.Empty(state.Notes);
    }

    [Fact]
    public void What_is_new_in_the_organization_takes_nothing_from_what_is_there()
    {
        (IamSnapshot plan, string file) = Load(Plan([
            Resource("aws_organizations_organization.o"),
            Resource("aws_organizations_organizational_unit.u", """{ "parent_id": "r-1" }"""),
            Resource("aws_organizations_account.a", """{ "id": "222222222222" }"""),
        ]));

        Assert.Equal(("o-1", "999999999999"), (plan.OrganizationId, plan.ManagementAccountId));
        Assert.Equal("o-1/r-1/ou-1/", plan.FindOrganizationPath(Account));
        Assert.Equal(
            [$"{file}: aws_organizations_organizational_unit.u has no id yet, so its place in the organization is not known."], plan.Notes);
    }

    [Fact]
    public void The_management_account_of_a_plan_prevails_and_another_organization_is_an_error()
    {
        static string Organization(string id) =>
            Plan([Resource("aws_organizations_organization.o", $$"""{ "id": "{{id}}", "master_account_id": "888888888888" }""")]);

        (IamSnapshot plan, _) = Load(Organization("o-1"));

        Assert.Equal("888888888888", plan.ManagementAccountId);
        Assert.StartsWith(
            "The files have two organizations, o-1 and o-2",
            Assert.Throws<FormatException>(() => Load(Organization("o-2"))).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("p-there", true, false)]
    [InlineData("p-guard", false, true)]
    [InlineData("p-elsewhere", true, true)]
    public void A_policy_that_is_attached_to_what_is_not_known_is_of_its_own_type(string policy, bool isService, bool isResource)
    {
        (IamSnapshot plan, string file) = Load(Plan(
            [
                Resource("aws_organizations_policy.q", $$"""{ "id": "p-guard", "type": "RESOURCE_CONTROL_POLICY", "content": "{{DenyAll}}" }"""),
                Resource("aws_organizations_account.new"),
                Resource("terraform_data.x"),
                Resource(Attachment, $$"""{ "policy_id": "{{policy}}" }"""),
            ],
            [Later(Attachment, """{ "target_id": true }""")],
            [Expression(Attachment, "target_id", "aws_organizations_account.new.id", "aws_organizations_account.new", "terraform_data.x")]));

        string doubt = $"what {Attachment} attaches in {file} (known only after the plan is applied)";
        Assert.Equal([isService ? doubt : null, null, null], Missing(plan.FindServiceControl(Account)));
        Assert.Equal([isResource ? doubt : null, null, null], Missing(plan.FindResourceControl(Account)));
    }

    [Fact]
    public void The_content_of_a_policy_that_is_known_only_after_the_plan_is_applied_is_missing()
    {
        (IamSnapshot plan, string file) = Load(Plan(
            [
                Resource("aws_organizations_policy.p"), // without a type it is a service control policy
                Resource(Attachment, """{ "target_id": "222222222222" }"""),
            ],
            [Later("aws_organizations_policy.p", """{ "content": true }"""), Later(Attachment, """{ "policy_id": true }""")],
            [Expression(Attachment, "policy_id", "aws_organizations_policy.p.id", "aws_organizations_policy.p")]));

        Assert.Equal(
            [null, null, $"content of aws_organizations_policy.p in {file} (known only after the plan is applied)"], Missing(plan.FindServiceControl(Account)));
    }

    [Theory]
    [InlineData("aws_organizations_account.x", "{}", false)]
    [InlineData("aws_organizations_organizational_unit.x", "{}", false)]
    [InlineData("aws_organizations_account.x", """{ "id": "222222222222" }""", true)]
    [InlineData("terraform_data.x", "{}", true)]
    public void A_policy_that_is_attached_to_a_new_account_or_unit_binds_nothing_that_is_there(string target, string values, bool binds)
    {
        (IamSnapshot plan, string file) = Load(Plan(
            [Resource(target, values), Resource(Attachment, """{ "policy_id": "p-there" }""")],
            [Later(Attachment, """{ "target_id": true }""")],
            [Expression(Attachment, "target_id", target + ".id", target)]));

        string? doubt = binds ? $"what {Attachment} attaches in {file} (known only after the plan is applied)" : null;
        Assert.Equal([doubt, null, null], Missing(plan.FindServiceControl(Account)));
        Assert.Empty(plan.FindResourceControl(Account)); // p-there is a service control policy
        plan.AssertNote($"{file}: {Attachment} attaches a policy to what is known only after the plan is applied.");
    }

    [Fact]
    public void A_policy_that_is_not_known_is_attached_to_its_target_alone()
    {
        (IamSnapshot plan, string file) = Load(Plan(
            [Resource(Attachment, """{ "target_id": "222222222222" }""")],
            [Later(Attachment, """{ "policy_id": true }""")],
            [Expression(Attachment, "policy_id", "var.policy")]));

        string doubt = $"what {Attachment} attaches in {file} (known only after the plan is applied)";
        Assert.Equal([null, null, doubt], Missing(plan.FindServiceControl(Account)));
        Assert.Equal([null, null, doubt], Missing(plan.FindResourceControl(Account)));
        Assert.Equal([null, null, null], Missing(plan.FindServiceControl("333333333333")));
    }

    [Fact]
    public void The_type_of_a_new_policy_is_known_wherever_it_stands()
    {
        (IamSnapshot plan, string file) = Load(Plan(
            [Resource(Attachment), Resource("aws_organizations_policy.p", $$"""{ "type": "SERVICE_CONTROL_POLICY", "content": "{{Deny}}" }""")],
            [Later(Attachment, """{ "policy_id": true, "target_id": true }""")],
            [Expression(Attachment, "policy_id", "aws_organizations_policy.p.id", "aws_organizations_policy.p")]));

        Assert.Equal(
            [$"what {Attachment} attaches in {file} (known only after the plan is applied)", null, null], Missing(plan.FindServiceControl(Account)));
        Assert.Empty(plan.FindResourceControl(Account));
    }

    private static IEnumerable<string?> Missing(IEnumerable<IamPolicyLayer> layers) => layers.Select(layer => layer.Missing);

    private static (IamSnapshot Snapshot, string File) Load(string plan)
    {
        using TestFiles files = new();
        string file = files.Write("plan.json", plan);
        return (IamSnapshot.Load(files.Write("organization.json", There), file), file);
    }
}
