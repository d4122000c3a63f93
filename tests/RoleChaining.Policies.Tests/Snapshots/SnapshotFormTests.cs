using System.Text;

namespace RoleChaining.Snapshots;

/// <summary>What files may leave out, and what is said of a part that is not as it must be.</summary>
public sealed class SnapshotFormTests
{
    private const string Role = "arn:aws:iam::222222222222:role/Hub";
    private const string Trust = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}""";
    private const string All = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";

    [Theory]
    [InlineData("""{"roles":7}""", "x.json: roles is not a list.")]
    [InlineData("""{"roles":["Hub"]}""", "x.json: roles[0] is not an object.")]
    [InlineData("""{"roles":[{}]}""", "x.json: roles[0].arn is missing.")]
    [InlineData("""{"roles":[{"arn":true}]}""", "x.json: roles[0].arn is not a string.")]
    [InlineData("""{"roles":[{"arn":"Hub"}]}""", "x.json: roles[0].arn is not an ARN.")]
    [InlineData("""{"roles":[{"arn":"a:b:c:d:e:f"}]}""", "x.json: roles[0].arn is not an ARN.")]
    [InlineData("""{"roles":[{"arn":"arn:aws:iam"}]}""", "x.json: roles[0].arn is not an ARN.")]
    [InlineData("""{"roles":[{"arn":"arn:aws:iam::222222222222:role/Hub"}]}""", "x.json: roles[0].trust is missing.")]
    [InlineData("""{"roles":[{"arn":"arn:aws:iam::222222222222:role/Hub","trust":7}]}""", "x.json: roles[0].trust is not a policy.")]
    [InlineData("""{"roles":[{"arn":"arn:aws:iam::222222222222:role/Hub","trust":{},"maxSessionDuration":"long"}]}""", "x.json: roles[0].maxSessionDuration is not a number of seconds, or hh:mm:ss.")]
    [InlineData("""{"roles":[{"arn":"arn:aws:iam::222222222222:role/Hub","trust":{},"policies":[7]}]}""", "x.json: roles[0].policies is not a list of policies.")]
    [InlineData("""{"roles":[{"arn":"arn:aws:iam::222222222222:role/Hub","trust":{},"tags":[]}]}""", "x.json: roles[0].tags is not an object.")]
    [InlineData("""{"roles":[{"arn":"arn:aws:iam::222222222222:role/Hub","trust":{},"tags":{"Team":"a","team":"b"}}]}""", "x.json: roles[0].tags has \"team\" twice; keys of tags ignore case.")]
    [InlineData("""{"oidcProviders":[{"account":"222222222222","issuer":"https://a.example.com","audiences":[7]}]}""", "x.json: oidcProviders[0].audiences is not a list of strings.")]
    [InlineData("""{"RoleDetailList":[{"Arn":"arn:aws:iam::222222222222:role/Hub","RolePolicyList":[{"PolicyName":"p"}]}]}""", "x.json: RoleDetailList[0].RolePolicyList[0].PolicyDocument is missing.")]
    [InlineData("""{"Role":{"Arn":"Hub"}}""", "x.json: Role.Arn is not an ARN.")]
    public void A_part_of_the_wrong_kind_is_named_with_its_place(string json, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => new IamSnapshotBuilder().TryAddJson(json, "x.json")).Message);

    [Theory]
    [InlineData("""{"roles":[]}""", true)]
    [InlineData("""{"users":[]}""", true)]
    [InlineData("""{"oidcProviders":[]}""", true)]
    [InlineData("""{"UserDetailList":[]}""", true)]
    [InlineData("""{"GroupDetailList":[]}""", true)]
    [InlineData("""{"Policies":[{"PolicyVersionList":[],"Arn":"arn:aws:iam::222222222222:policy/P"}]}""", true)]
    [InlineData("""{"Policies":[]}""", false)]
    [InlineData("""{"Policies":["x"]}""", false)]
    [InlineData("""{"Policies":{"PolicyVersionList":[]}}""", false)]
    [InlineData("""{"Policies":[{"PolicyVersionList":[],"Arn":"arn:aws:iam::222222222222:policy/P"},{"Name":"x"}]}""", false)]
    [InlineData("""[{"roles":[]},7]""", false)]
    [InlineData("[]", false)]
    public void A_form_is_known_by_its_lists(string json, bool isKnown) => Assert.Equal(isKnown, new IamSnapshotBuilder().TryAddJson(json, "x.json"));

    [Fact]
    public void A_local_users_policies_are_all_there_are_and_without_a_list_it_is_an_administrator()
    {
        const string Administrator = "arn:aws-cn:iam::aws:policy/AdministratorAccess";
        IamSnapshotBuilder builder = new();
        builder.TryAddJson("""{"users":[{"partition":"aws-cn","account":"111111111111","name":"a"},{"partition":"aws-cn","account":"111111111111","name":"b","policies":[]}]}""", "x.json");
        Assert.Equal([Administrator], builder.User("arn:aws-cn:iam::111111111111:user/a").PolicyArns);
        Assert.Empty(builder.User("arn:aws-cn:iam::111111111111:user/b").PolicyArns);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(",\"maxSessionDuration\":7200", 2)]
    [InlineData(",\"maxSessionDuration\":\"7200\"", 2)]
    [InlineData(",\"maxSessionDuration\":\"03:00:00\"", 3)]
    public void A_local_roles_longest_session_is_an_hour_by_default(string setting, int hours) => Assert.Equal(
        TimeSpan.FromHours(hours), Accounts.Read($$"""{"roles":[{"arn":"{{Role}}","trust":{{Trust}}{{setting}}}]}""").FindRole(Role)!.MaxSessionDuration);

    [Fact]
    public void A_local_role_has_what_the_last_file_gives_it()
    {
        string Write(string more) => $$"""{"roles":[{"arn":"{{Role}}","trust":{{Trust}}{{more}}}],"oidcProviders":[{"account":"222222222222","issuer":"https://a.example.com/1","audiences":["sts"]}],"organization":{"Organization":{"Id":"o-1"} } }""";
        IamSnapshot snapshot = Accounts.Read(
            Write($$""","policies":[{{All}},{{All}}],"tags":{"Old":"1"}"""),
            Write($$""","policies":[{{All}}],"boundary":{{All}},"tags":{"Team":"a"}"""));
        IamRole role = snapshot.FindRole(Role)!;
        Assert.Single(role.Policies.Policies);
        Assert.Equal($"the permissions boundary of {Role}", role.Boundary!.Name);
        Assert.Single(role.Boundary.Policies);
        Assert.Equal("a", Assert.Single(role.Tags!).Value);
        Assert.Equal("a", role.Tags!["team"]);
        IamOidcProvider provider = Assert.Single(snapshot.OidcProviders);
        Assert.Equal(("arn:aws:iam::222222222222:oidc-provider/a.example.com/1", "sts"), (provider.Arn, Assert.Single(provider.Audiences)));
        Assert.Equal("o-1", snapshot.OrganizationId);
    }

    [Fact]
    public void Answers_about_one_role_add_up_whatever_their_order()
    {
        const string Details = $$$"""
            {"RoleDetailList":[{"Arn":"{{{Role}}}","AssumeRolePolicyDocument":{{{Trust}}},"RolePolicyList":[],"PermissionsBoundary":{"PermissionsBoundaryArn":"arn:aws:iam::222222222222:policy/B"},
              "Tags":[{"Key":"Team","Value":"a"},{"Key":"Empty"}]}],
             "Policies":[{"Arn":"arn:aws:iam::222222222222:policy/B","PolicyVersionList":[{"Document":{{{All}}},"IsDefaultVersion":true}]}]}
            """;
        const string Short = $$$"""{"Role":{"Arn":"{{{Role}}}","MaxSessionDuration":7200}}""";
        foreach (IamSnapshot snapshot in new[] { Accounts.Read(Details, Short), Accounts.Read(Short, Details) })
        {
            IamRole role = snapshot.FindRole(Role)!;
            Assert.Equal(TimeSpan.FromHours(2), role.MaxSessionDuration);
            Assert.Null(role.Trust.Missing);
            Assert.Single(role.Boundary!.Policies);
            Assert.Equal(("a", ""), (role.Tags!["team"], role.Tags["Empty"]));
            Assert.Null(role.Policies.Missing);
        }
    }

    [Fact]
    public void An_answer_of_get_role_has_boundary_and_tags_that_a_later_one_replaces()
    {
        string Write(string name) => $$"""{"Roles":[{"Arn":"{{Role}}","AssumeRolePolicyDocument":{{Trust}},"PermissionsBoundary":{"PermissionsBoundaryArn":"{{name}}"},"Tags":[{"Key":"Team","Value":"{{name}}"}]}]}""";
        IamRole role = Accounts.Read(Write("a"), Write("b")).FindRole(Role)!;
        Assert.Equal("b", role.Tags!["Team"]);
        Assert.Equal("the managed policy b", role.Boundary!.Missing);
        Assert.Equal($"the policies of {Role} (accounts.json has a role's trust policy alone)", role.Policies.Missing);
    }

    [Fact]
    public void Policies_that_are_not_known_are_missing_by_name()
    {
        const string Alice = "arn:aws:iam::111111111111:user/alice";
        IamSnapshot snapshot = Accounts.Read($$"""
            {"UserDetailList":[{"Arn":"{{Alice}}","GroupList":["Team"],"AttachedManagedPolicies":[{"PolicyArn":"arn:aws:iam::111111111111:policy/P"}]}],
             "Policies":[{"Arn":"arn:aws:iam::111111111111:policy/P","PolicyVersionList":[{"Document":{},"IsDefaultVersion":false}]}]}
            """);
        IamPolicyLayer layer = snapshot.FindUser(Alice)!.Policies;
        Assert.Equal($"the policies of {Alice}", layer.Name);
        Assert.Equal(
            "the default version of arn:aws:iam::111111111111:policy/P in accounts.json, the group arn:aws:iam::111111111111:group/Team", layer.Missing);
    }

    [Fact]
    public void Files_may_have_comments_trailing_commas_a_byte_order_mark_and_several_answers()
    {
        string text = $$"""
            // the first page
            [{"roles":[{"arn":"{{Role}}","trust":{{Trust}},},],}, {"users":[],},]
            /* and another */ {"users":[{"account":"111111111111","name":"a","policies":[]},],}
            """;
        IamSnapshotBuilder builder = new();
        Assert.True(builder.TryAddJson((byte[])[.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)], "x.json"));
        Assert.Equal((1, 1), (builder.Roles.Count, builder.Users.Count));
        Assert.StartsWith(
            "x.json is not valid JSON: ",
            Assert.Throws<FormatException>(() => builder.TryAddJson("{\"roles\":[]} {", "x.json")).Message, StringComparison.Ordinal);
    }
}
