using static RoleChaining.Reading.TerraformText;

namespace RoleChaining.Reading;

/// <summary>Whose a policy of a plan is: by its name, its account and what it refers to.</summary>
public sealed class TerraformOwnerTests
{
    private const string Hub = "arn:aws:iam::222222222222:role/teams/Hub";
    private const string Other = "arn:aws:iam::333333333333:role/teams/Hub";
    private const string Reads = "aws_iam_role_policy.reads";

    private static readonly string There = $$"""
        { "roles": [ { "arn": "{{Hub}}", "trust": {} }, { "arn": "{{Other}}", "trust": {} }, { "arn": "arn:aws:iam::222222222222:role/Reader", "trust": {} } ] }
        """;

    private static readonly string OfHub = Plan([Resource(Reads, $$"""{ "role": "Hub", "name": "reads", "policy": "{{Allow}}" }""")]);

    [Fact]
    public void Of_roles_of_one_name_the_one_of_the_account_has_the_policy_whatever_its_path()
    {
        (IamSnapshot plan, _) = Load(OfHub, account: "222222222222");

        Assert.Equal(3, plan.Roles.Count);
        Assert.Equal([$"the policy reads of {Hub}"], Names(plan.Role(Hub)));
        Assert.Empty(Names(plan.Role(Other)));
        Assert.All(plan.Roles, role => Assert.Null(role.Policies.Missing));
    }

    [Fact]
    public void Without_an_account_each_role_of_the_name_may_have_the_policy()
    {
        (IamSnapshot plan, string file) = Load(OfHub);

        string missing = $"the account of {Reads} in {file}";
        Assert.Equal([missing, missing, null], ((string[])[Hub, Other, "arn:aws:iam::222222222222:role/Reader"]).Select(arn => plan.Role(arn).Policies.Missing));
        Assert.Equal([$"{file}: the account of {Reads} is not known; write ACCOUNT=FILE."], plan.Notes);
    }

    [Fact]
    public void Without_an_account_the_policy_of_a_role_is_that_of_the_chains_role_and_one_of_a_user_is_not()
    {
        const string role = "arn:aws:iam::222222222222:role/Hub";
        using TestFiles files = new();
        string file = files.Write("plan.json", Plan(
        [
            Resource(Reads, $$"""{ "role": "Hub", "name": "reads", "policy": "{{Allow}}" }"""),
            Resource("aws_iam_user_policy.reads", $$"""{ "user": "Hub", "name": "reads", "policy": "{{Allow}}" }"""),
            Resource("aws_iam_user.hub", """{ "name": "Hub" }"""),
        ]));

        IamSnapshot plan = IamSnapshot.Load([file], Ask.Chain(role));

        Assert.Equal([$"the policy reads of {role}"], Names(plan.Role(role)));
        Assert.Equal($"what other policies {role} has (in no file)", plan.Role(role).Policies.Missing);
        Assert.Empty(plan.Users);
        Assert.Equal(
            [
                $"{file}: aws_iam_user.hub has no ARN yet, and its account or its name is not known; write ACCOUNT=FILE.",
                $"{file}: the role Hub is taken for {role}, the only role of the chain with this name; write ACCOUNT=FILE to say whose it is.",
                $"{file}: the account of aws_iam_user_policy.reads is not known; write ACCOUNT=FILE.",
            ],
            plan.Notes);
    }

    [Fact]
    public void Of_two_roles_of_one_name_in_a_plan_a_policy_is_of_the_one_that_it_refers_to()
    {
        (IamSnapshot plan, _) = Load(Plan(
            [
                Resource("aws_iam_role.a", $$"""{ "name": "Hub", "arn": "{{Hub}}" }"""),
                Resource("aws_iam_role.b", $$"""{ "name": "Hub", "arn": "{{Other}}" }"""),
                Resource(Reads, $$"""{ "role": "Hub", "name": "reads", "policy": "{{Allow}}" }"""),
            ],
            configuration: [Expression(Reads, "role", "aws_iam_role.b.name", "aws_iam_role.b")]));

        Assert.Empty(Names(plan.Role(Hub)));
        Assert.Equal([$"the policy reads of {Other}"], Names(plan.Role(Other)));
        Assert.Empty(plan.Notes);
    }

    [Fact]
    public void A_name_that_is_not_that_of_the_role_that_is_referred_to_is_the_name_of_another()
    {
        (IamSnapshot plan, _) = Load(
            Plan(
                [
                    Resource("aws_iam_role.a", $$"""{ "name": "Writer", "arn": "arn:aws:iam::222222222222:role/Writer" }"""),
                    Resource(Reads, $$"""{ "role": "Hub", "name": "reads", "policy": "{{Allow}}" }"""),
                ],
                configuration: [Expression(Reads, "role", "aws_iam_role.a.description", "aws_iam_role.a")]),
            account: "222222222222");

        Assert.Equal([$"the policy reads of {Hub}"], Names(plan.Role(Hub)));
        Assert.Empty(Names(plan.Role("arn:aws:iam::222222222222:role/Writer")));
    }

    [Theory]
    [InlineData(null, "aws_iam_group.ops")]
    [InlineData("a group of ", "aws_iam_group.ops", "terraform_data.names")]
    [InlineData("a group of ", "terraform_data.names", "aws_iam_group.ops")]
    [InlineData("a group of ", "aws_iam_group.ops", "module.names.all")]
    [InlineData("a group of ", "aws_iam_group.ops", "local.names")]
    public void A_user_is_in_no_other_group_where_all_that_is_referred_to_are_groups(string? missing, params string[] references)
    {
        const string membership = "aws_iam_user_group_membership.m";
        (IamSnapshot plan, string file) = Load(
            Plan(
                [
                    Resource("aws_iam_user.alice", """{ "name": "alice" }"""),
                    Resource("aws_iam_group.ops", """{ "name": "ops" }"""),
                    Resource("terraform_data.names"),
                    Resource(membership, """{ "user": "alice" }"""),
                ],
                [Later(membership, """{ "groups": true }""")],
                [Expression(membership, "groups", references)],
                modules: [$$"""{ "address": "module.names", "resources": [ {{Resource("module.names.terraform_data.all")}} ] }"""]),
            account: "222222222222");

        string later = $"{membership} in {file} (known only after the plan is applied)";
        Assert.Equal(
            missing is null ? null : $"a group of {later}, the group of {later}", Assert.Single(plan.Users).Policies.Missing);
    }

    [Fact]
    public void A_policy_of_one_role_or_another_leaves_the_one_unknown_that_is_known()
    {
        (IamSnapshot plan, string file) = Load(
            Plan(
                [
                    Resource("aws_iam_role.named", """{ "name": "Named" }"""),
                    Resource("aws_iam_role.prefixed", """{ "name_prefix": "prefix-" }"""),
                    Resource(Reads, $$"""{ "name": "reads", "policy": "{{Allow}}" }"""),
                ],
                [Later(Reads, """{ "role": true }""")],
                [Expression(Reads, "role", "aws_iam_role.named.id", "aws_iam_role.named", "aws_iam_role.prefixed.id", "aws_iam_role.prefixed")]),
            account: "222222222222");

        Assert.Equal(
            $"the role of {Reads} in {file} (known only after the plan is applied)",
            plan.Role("arn:aws:iam::222222222222:role/Named").Policies.Missing);
    }

    [Fact]
    public void In_a_state_a_policy_is_of_the_role_of_its_name_among_those_that_it_was_made_from()
    {
        string policy = Resource(Reads, $$"""{ "role": "Hub", "name": "reads", "policy": "{{Allow}}" }""").Replace(
            "\"values\"", "\"depends_on\": [\"aws_iam_role.b\", \"aws_iam_role.reader\"], \"values\"", StringComparison.Ordinal);
        (IamSnapshot state, _) = Load(State(
            Resource("aws_iam_role.a", $$"""{ "name": "Hub", "arn": "{{Hub}}" }"""),
            Resource("aws_iam_role.b", $$"""{ "name": "Hub", "arn": "{{Other}}" }"""),
            Resource("aws_iam_role.reader", """{ "name": "Reader", "arn": "arn:aws:iam::222222222222:role/Reader" }"""),
            policy));

        Assert.Empty(Names(state.Role(Hub)));
        Assert.Equal([$"the policy reads of {Other}"], Names(state.Role(Other)));
        Assert.Empty(state.Notes);
    }

    [Fact]
    public void Roles_of_which_one_name_begins_with_the_other_are_two()
    {
        const string attachment = "aws_iam_policy_attachment.all";
        (IamSnapshot plan, _) = Load(
            Plan(
                [
                    Resource("aws_iam_role.ab", """{ "name": "ab" }"""),
                    Resource("aws_iam_role.a", """{ "name": "a" }"""),
                    Resource(attachment, """{ "name": "all", "policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess" }"""),
                ],
                [Later(attachment, """{ "roles": true }""")],
                [Expression(attachment, "roles", "aws_iam_role.ab", "aws_iam_role.a")]),
            account: "222222222222");

        Assert.All(
            (string[])["a", "ab"],
            name => Assert.True(plan.Role($"arn:aws:iam::222222222222:role/{name}").May("s3:GetObject").IsAllowed));
    }

    [Fact]
    public void An_attachment_to_all_instances_of_a_role_is_one_to_each_of_them()
    {
        const string attachment = "aws_iam_policy_attachment.all";
        (IamSnapshot plan, _) = Load(
            Plan(
                [
                    Resource("aws_iam_role.team[\"red\"]", """{ "name": "red" }"""),
                    Resource("aws_iam_role.team[\"blue\"]", """{ "name": "blue" }"""),
                    Resource(attachment, """{ "name": "all", "policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess" }"""),
                ],
                [Later(attachment, """{ "roles": true }""")],
                [Expression(attachment, "roles", "aws_iam_role.team")]),
            account: "222222222222");

        Assert.All(
            (string[])["red", "blue"],
            name => Assert.True(plan.Role($"arn:aws:iam::222222222222:role/{name}").May("s3:GetObject").IsAllowed));
        Assert.Empty(plan.Notes);
    }

    private static (IamSnapshot Snapshot, string File) Load(string plan, string? account = null)
    {
        using TestFiles files = new();
        string file = files.Write("plan.json", plan);
        return (IamSnapshot.Load(files.Write("there.json", There), account is null ? file : $"{account}={file}"), file);
    }

    private static IEnumerable<string> Names(IamIdentity? identity) => identity!.Policies.Policies.Select(policy => policy.Name);
}
