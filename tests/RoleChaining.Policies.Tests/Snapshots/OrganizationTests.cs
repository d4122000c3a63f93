namespace RoleChaining.Snapshots;

/// <summary>Control policies of AWS Organizations.</summary>
public sealed class OrganizationTests
{
    private const string Everything = """{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}""";

    private const string Dump = $$$"""
        {
          "Organization": { "Id": "o-1", "MasterAccountId": "999999999999" },
          "Parents": { "111111111111": [ { "Id": "ou-2", "Type": "ORGANIZATIONAL_UNIT" } ], "ou-2": "ou-1", "ou-1": "r-1", "999999999999": "r-1" },
          "Policies": [
            { "PolicySummary": { "Id": "p-FullAWSAccess", "Type": "SERVICE_CONTROL_POLICY", "AwsManaged": true }, "Content": "{{{Everything}}}",
              "Targets": [ { "TargetId": "r-1" }, { "TargetId": "ou-1" }, { "TargetId": "111111111111" } ] },
            { "PolicySummary": { "Id": "p-rcp", "Type": "RESOURCE_CONTROL_POLICY" }, "Targets": [ { "TargetId": "ou-1" } ],
              "Content": "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"sts:*\",\"Resource\":\"*\"}}" },
            { "PolicySummary": { "Id": "p-backup", "Type": "BACKUP_POLICY" }, "Content": "{}" }
          ]
        }
        """;

    [Fact]
    public void Each_level_from_the_root_to_the_account_is_a_layer_and_what_allows_anything_in_one_without_a_policy_is_missing()
    {
        IReadOnlyList<IamPolicyLayer> layers = Accounts.Read(Dump).FindServiceControl("111111111111");

        Assert.Equal(
            ["r-1", "ou-1", "ou-2", "111111111111"], layers.Select(layer => layer.Name["the service control policies of ".Length..]));
        Assert.Equal([1, 1, 0, 1], layers.Select(layer => layer.Policies.Count));
        Assert.Equal("what allows anything in the service control policies of ou-2", layers[2].Missing);
    }

    [Fact]
    public void A_list_of_accounts_that_is_cut_short_is_an_error_because_the_others_would_be_outside()
    {
        const string First = """{ "Accounts": [ { "Id": "111111111111" } ], "NextToken": "x" }""";
        const string Last = """{ "Accounts": [ { "Id": "222222222222" } ] }""";

        Assert.Equal(
            "accounts.json has not all Accounts: its last answer is truncated. Put all of its pages into the file.",
            Assert.Throws<FormatException>(() => Accounts.Read(First)).Message);
        Assert.False(Accounts.Read(First + Last).IsOutsideOrganization("222222222222"));
        Assert.True(Accounts.Read(First + Last).IsOutsideOrganization("333333333333"));
    }

    [Fact]
    public void A_policy_of_an_account_binds_it_though_its_parents_are_not_given_and_they_are_missing()
    {
        const string Targets = """
            { "Policies": [ { "PolicySummary": { "Id": "p-1", "Type": "SERVICE_CONTROL_POLICY" }, "Targets": [ { "TargetId": "111111111111" } ],
              "Content": "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"} }" } ] }
            """;

        IReadOnlyList<IamPolicyLayer> layers = Accounts.Read(Targets).FindServiceControl("111111111111");

        Assert.Equal("the parent of 111111111111 in the organization", layers[0].Missing);
        Assert.Equal("p-1", Assert.Single(layers[1].Policies).Name);
    }

    [Fact]
    public void Two_organizations_are_refused_since_nobody_could_tell_which_one_an_account_is_in()
    {
        Assert.Equal("o-1", Accounts.Read(Dump, """{ "Organization": { "Id": "o-1" } }""").OrganizationId);
        Assert.Equal(
            "The files have two organizations, o-1 and o-2; a snapshot has one, so give the files of one.",
            Assert.Throws<FormatException>(() => Accounts.Read(Dump, """{ "Organization": { "Id": "o-2" } }""")).Message);
    }

    [Fact]
    public void A_policy_that_is_attached_and_in_no_file_is_missing()
    {
        IamSnapshotBuilder builder = new();
        Assert.True(builder.TryAddJson(Dump, "organization.json"));
        builder.Organization.Attach("p-guard", "111111111111");
        IamSnapshot snapshot = builder.Build();

        Assert.Equal("the control policy p-guard (in no file)", snapshot.FindServiceControl("111111111111")[^1].Missing);
        Assert.Equal("the control policy p-guard (in no file)", snapshot.FindResourceControl("111111111111")[^1].Missing);
        Assert.Null(snapshot.FindServiceControl("111111111111")[1].Missing); // a resource control policy is attached there too
    }

    [Fact]
    public void The_management_account_is_in_its_organization() => Assert.True(Accounts.Read(Dump).IsInOrganization("999999999999"));

    [Theory]
    [InlineData("5")]
    [InlineData("[5]")]
    [InlineData("""[{"Id":5}]""")]
    public void A_parent_that_is_none_is_an_error_with_its_place(string parent) => Assert.Equal(
        "x.json: Parents.111111111111 is not the id of a parent.",
        Assert.Throws<FormatException>(
            () => new IamSnapshotBuilder().TryAddJson($$"""{ "Parents": { "111111111111": {{parent}} } }""", "x.json")).Message);

    [Fact]
    public void The_default_resource_control_policy_is_at_every_level()
    {
        IReadOnlyList<IamPolicyLayer> layers = Accounts.Read(Dump).FindResourceControl("111111111111");

        Assert.Equal([1, 2, 1, 1], layers.Select(layer => layer.Policies.Count));
    }

    [Theory]
    [InlineData("999999999999")]
    [InlineData("888888888888")]
    public void The_management_account_and_accounts_outside_are_bound_by_none(string account)
    {
        IamSnapshot snapshot = Accounts.Read(Dump);

        Assert.Empty(snapshot.FindServiceControl(account));
        Assert.Empty(snapshot.FindResourceControl(account));
    }

    [Fact]
    public void An_account_knows_its_organization_and_its_place_in_it()
    {
        IamSnapshot snapshot = Accounts.Read(Dump);

        Assert.Equal("o-1", snapshot.OrganizationId);
        Assert.Equal("o-1/r-1/ou-1/ou-2/", snapshot.FindOrganizationPath("111111111111"));
        Assert.Null(snapshot.FindOrganizationPath("888888888888"));
    }

    [Theory]
    [InlineData("""{ "111111111111": "ou-1" }""")] // the unit's parent is not given
    [InlineData("""{ "111111111111": "ou-1", "ou-1": "ou-2", "ou-2": "ou-1" }""")]
    [InlineData("{}")]
    public void A_place_below_an_unknown_one_is_not_known(string parents)
    {
        IamSnapshot snapshot = Accounts.Read($$"""{ "Organization": { "Id": "o-1" }, "Parents": {{parents}} }""");

        Assert.Null(snapshot.FindOrganizationPath("111111111111"));
    }

    [Fact]
    public void A_policy_of_another_type_is_noted() =>
        Assert.Equal(["accounts.json: p-backup is a BACKUP_POLICY, which is not about permissions."], Accounts.Read(Dump).Notes);

    [Fact]
    public void A_policy_without_targets_is_noted()
    {
        const string Policy = """{ "Policy": { "PolicySummary": { "Id": "p-1", "Type": "SERVICE_CONTROL_POLICY" }, "Content": "{}" } }""";

        Assert.Equal(["accounts.json: p-1 has no Targets, so it is attached to nothing."], Accounts.Read(Policy).Notes);
    }
}
