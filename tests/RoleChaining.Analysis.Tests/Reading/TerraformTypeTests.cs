using static RoleChaining.Reading.TerraformText;

namespace RoleChaining.Reading;

/// <summary>The types of Terraform's AWS provider: what is read of each, what is noted, and what says nothing of permissions.</summary>
public sealed class TerraformTypeTests
{
    private const string Hub = "arn:aws:iam::222222222222:role/Hub";

    [Fact]
    public void Types_that_say_nothing_of_permissions_are_passed_over_and_others_are_noted()
    {
        string[] silent =
        [
            "aws_iam_instance_profile", "aws_iam_access_key", "aws_iam_account_alias", "aws_iam_account_password_policy",
            "aws_iam_server_certificate", "aws_iam_user_login_profile", "aws_iam_user_ssh_key", "aws_iam_virtual_mfa_device",
            "aws_iam_signing_certificate", "aws_iam_saml_provider", "aws_iam_service_specific_credential", "aws_s3_bucket",
        ];
        string text = Plan([.. silent.Append("aws_iam_service_linked_role").Select(type => Resource($"{type}.a"))]);

        Assert.Equal(["plan.json: aws_iam_service_linked_role.a is of a type that is not read."], IamSnapshot.Parse(text, "plan.json").Notes);
    }

    [Fact]
    public void A_role_a_user_and_a_group_have_all_policies_that_are_given_to_them()
    {
        const string alice = "arn:aws:iam::222222222222:user/alice";
        const string ops = "arn:aws:iam::222222222222:group/ops";
        const string managed = "arn:aws:iam::222222222222:policy/";
        string Attachment(string owner, string policy) => $$"""{ "{{owner}}", "policy_arn": "{{managed}}{{policy}}" }""";
        IamSnapshot plan = Load(Plan(
        [
            Resource("aws_iam_role.hub", $$"""{ "name": "Hub", "tags": { "team": "ops" }, "inline_policy": [ { "name": "own", "policy": "{{Allow}}" } ] }"""),
            Resource("aws_iam_user.alice", """{ "name": "alice" }"""),
            Resource("aws_iam_group.ops", """{ "name": "ops" }"""),
            .. new[] { "role", "user", "group", "all" }.Select(kind => Resource($"aws_iam_policy.{kind}", $$"""{ "name": "{{kind}}", "policy": "{{Allow}}" }""")),
            Resource("aws_iam_role_policy_attachment.a", Attachment("role\": \"Hub", "role")),
            Resource("aws_iam_user_policy_attachment.a", Attachment("user\": \"alice", "user")),
            Resource("aws_iam_group_policy_attachment.a", Attachment("group\": \"ops", "group")),
            Resource("aws_iam_policy_attachment.a", $$"""{ "name": "a", "roles": ["Hub"], "users": ["alice"], "groups": ["ops"], "policy_arn": "{{managed}}all" }"""),
            Resource("aws_iam_role_policy.a", $$"""{ "role": "Hub", "name": "for-role", "policy": "{{Allow}}" }"""),
            Resource("aws_iam_user_policy.a", $$"""{ "user": "alice", "name": "for-user", "policy": "{{Allow}}" }"""),
            Resource("aws_iam_group_policy.a", $$"""{ "group": "ops", "name": "for-group", "policy": "{{Allow}}" }"""),
            Resource("aws_iam_user_group_membership.a", """{ "user": "alice", "groups": ["ops"] }"""),
        ]));

        Assert.Equal([KeyValuePair.Create("team", "ops")], plan.Role(Hub).Tags);
        Assert.Equal([$"the policy for-role of {Hub}", $"the policy own of {Hub}", $"{managed}all", $"{managed}role"], Names(plan.Role(Hub)));
        Assert.Equal(
            [$"the policy for-user of {alice}", $"{managed}all", $"{managed}user", $"the policy for-group of {ops}", $"{managed}all", $"{managed}group"],
            Names(plan.FindUser(alice)));
        Assert.Empty(plan.Notes);
    }

    [Fact]
    public void Whatever_is_known_only_after_the_plan_is_applied_is_named_with_its_file()
    {
        using TestFiles files = new();
        string file = files.Write("plan.json", Plan(
            [
                Resource("aws_iam_role.hub", """{ "name": "Hub", "path": "/" }"""),
                Resource("aws_iam_role.there", """{ "name": "There", "arn": "arn:aws:iam::222222222222:role/There", "tags_all": { "team": "ops" } }"""),
                Resource("aws_iam_role.inline", """{ "name": "Inline", "arn": "arn:aws:iam::222222222222:role/Inline", "inline_policy": [ { "name": "own" } ] }"""),
                Resource("aws_iam_role.hidden", """{ "name": "Hidden" }"""),
                Resource("aws_iam_user.alice", """{ "name": "alice" }"""),
                Resource("aws_iam_role_policy.given", $$"""{ "name": "given", "policy": "{{Deny}}" }"""),
                Resource("aws_iam_role_policy.alone", """{ "name": "alone", "role": "Alone" }"""),
                Resource("aws_iam_user_group_membership.m", """{ "user": "alice" }"""),
            ],
            [
                Later("aws_iam_role.hub", """{ "permissions_boundary": true, "tags_all": true }"""),
                Later("aws_iam_role.inline", """{ "inline_policy": [ { "policy": true } ] }"""),
                Later("aws_iam_role.hidden", """{ "path": true }"""),
                Later("aws_iam_role_policy.given", """{ "role": true }"""),
                Later("aws_iam_role_policy.alone", """{ "policy": true }"""),
                Later("aws_iam_user_group_membership.m", """{ "groups": true }"""),
            ],
            [Expression("aws_iam_role.inline", "inline_policy", "var.policy")]));

        IamSnapshot plan = IamSnapshot.Load($"222222222222={file}");

        string later = $" in {file} (known only after the plan is applied)";
        IamRole hub = plan.Role(Hub);
        Assert.Equal($"the role of aws_iam_role_policy.given{later}", hub.Policies.Missing);
        Assert.Equal($"assume_role_policy of aws_iam_role.hub{later}", hub.Trust.Missing);
        Assert.Equal($"the managed policy permissions_boundary of aws_iam_role.hub{later}", hub.Boundary!.Missing);
        Assert.Null(hub.Tags);
        Assert.Equal(
            $"what other policies arn:aws:iam::222222222222:role/Alone has (in no file), policy of aws_iam_role_policy.alone{later}",
            plan.Role("arn:aws:iam::222222222222:role/Alone").Policies.Missing);
        Assert.Equal(
            $"the inline policy own of aws_iam_role.inline{later}", plan.Role("arn:aws:iam::222222222222:role/Inline").Policies.Missing);
        Assert.Null(plan.Role("arn:aws:iam::222222222222:role/There").Policies.Missing); // its name was known to the plan
        Assert.Equal([KeyValuePair.Create("team", "ops")], plan.Role("arn:aws:iam::222222222222:role/There").Tags);
        Assert.Equal($"a group of aws_iam_user_group_membership.m{later}", Assert.Single(plan.Users).Policies.Missing);
        Assert.Equal(4, plan.Roles.Count);
        Assert.Equal(
            [
                $"{file}: aws_iam_role.hidden has no ARN yet, and its account or its name is not known; write ACCOUNT=FILE.",
                $"{file}: aws_iam_role_policy.given belongs to a role that is known only after the plan is applied.",
                $"{file}: aws_iam_user_group_membership.m belongs to a group that is known only after the plan is applied.",
            ],
            plan.Notes);
    }

    [Fact]
    public void Data_of_a_state_is_not_what_it_manages()
    {
        const string text = """
            {
              "version": 4, "terraform_version": "1.11.4",
              "resources": [
                { "mode": "data", "type": "aws_iam_role", "name": "read", "instances": [ { "attributes": { "arn": "arn:aws:iam::222222222222:role/Read" } } ] },
                { "mode": "managed", "type": "aws_iam_role", "name": "made", "instances": [ { "attributes": { "arn": "arn:aws:iam::222222222222:role/Made" } } ] },
                { "module": "module.a", "mode": "managed", "type": "aws_iam_service_linked_role", "name": "linked", "instances": [ { "index_key": "b", "attributes": {} } ] }
              ]
            }
            """;

        IamSnapshot state = IamSnapshot.Parse(text, "terraform.tfstate");

        Assert.Equal(["arn:aws:iam::222222222222:role/Made"], state.Roles.Select(role => role.Arn));
        Assert.Equal(["terraform.tfstate: module.a.aws_iam_service_linked_role.linked[\"b\"] is of a type that is not read."], state.Notes);
    }

    /// <summary>Its address is that of another object, which stays.</summary>
    [Fact]
    public void A_deposed_object_says_nothing_of_what_is_known()
    {
        IamSnapshot plan = Load(Plan(
            [Resource("aws_iam_role.hub", """{ "name": "Hub" }""")],
            [
                Later("aws_iam_role.hub", """{ "permissions_boundary": true }"""),
                """{ "address": "aws_iam_role.hub", "deposed": "0a1b2c3d", "change": { "actions": ["delete"], "before": {}, "after_unknown": {} } }""",
            ]));

        Assert.NotNull(plan.Role(Hub).Boundary);
    }

    private static IamSnapshot Load(string text)
    {
        using TestFiles files = new();
        return IamSnapshot.Load($"222222222222={files.Write("plan.json", text)}");
    }

    private static IEnumerable<string> Names(IamIdentity? identity) => identity!.Policies.Policies.Select(policy => policy.Name);
}
