namespace RoleChaining.Reading;

/// <summary>The folder of iam-collect, written by hand after its source: names in lower case, slashes as %2f.</summary>
public sealed class CollectedFolderTests
{
    private const string Hub = "arn:aws:iam::222222222222:role/teams/HubRole";
    private const string MayAssume = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}""";

    [Fact]
    public void Users_groups_roles_and_policies_are_read_with_their_true_ARNs()
    {
        using TestFiles files = new();
        WriteAccounts(files);

        IamSnapshot snapshot = IamSnapshot.Load(files.Folder);

        Assert.True(snapshot.Lets(Hub, Ask.Alice).IsAllowed);
        Assert.False(snapshot.Lets(Hub, Ask.Mallory).IsAllowed);
        Assert.True(snapshot.FindUser(Ask.Alice).May("sts:AssumeRole").IsAllowed); // by the group
        Assert.True(snapshot.Role(Hub).May("s3:GetObject").IsAllowed); // by the managed policy
        Assert.Equal(IamPolicyKind.PermissionsBoundary, snapshot.Role(Hub).May("sts:AssumeRole").Decisive!.Kind);
        Assert.Equal("live", snapshot.Role(Hub).Tags!["stage"]);
        Assert.Equal("", snapshot.Role(Hub).Tags!["empty"]);
        Assert.Equal([$"the policy assume of {Hub}", "arn:aws:iam::222222222222:policy/Readers"], snapshot.Role(Hub).Policies.Policies.Select(policy => policy.Name));
        Assert.Equal("arn:aws:iam::222222222222:oidc-provider/token.example.com", Assert.Single(snapshot.OidcProviders).Arn);
        Assert.Equal(["sts.amazonaws.com"], snapshot.OidcProviders[0].Audiences);
        Assert.Empty(snapshot.Notes);
    }

    [Fact]
    public void A_folder_without_resources_is_noted()
    {
        using TestFiles files = new();
        Directory.CreateDirectory(Path.Combine(files.Folder, "aws/aws/accounts/222222222222"));

        Assert.Equal(
            [$"{files.Folder}: no account in it has a resource, so no user or role is read of it."], IamSnapshot.Load(files.Folder).Notes);
    }

    [Theory]
    [InlineData("tags.json", """{ "Team": "alpha", "team": "beta" }""", " has the tag team twice")]
    [InlineData("tags.json", """{ "team": "alpha", "team": "beta" }""", " is not one valid JSON document")]
    [InlineData("metadata.json", """{ "arn": "arn:aws:iam::222222222222:role/teams/HubRole", "arn": "arn:aws:iam::222222222222:role/Other" }""", " is not one valid JSON document")]
    public void A_file_that_has_a_member_twice_is_an_error_with_its_name(string name, string text, string message)
    {
        using TestFiles files = new();
        WriteAccounts(files);
        string file = Path.Combine(files.Folder, "aws/aws/accounts/222222222222/iam/role/teams%2fhubrole", name);
        File.WriteAllText(file, text);

        Assert.StartsWith(file + message, Assert.Throws<FormatException>(() => IamSnapshot.Load(files.Folder)).Message, StringComparison.Ordinal);
    }

    /// <summary>AWS Transfer Family has users and AWS IoT has policies, with ARNs of the same kind.</summary>
    [Fact]
    public void Users_and_policies_of_other_services_are_none_of_IAM()
    {
        using TestFiles files = new();
        WriteAccounts(files);
        const string Account = "aws/aws/accounts/222222222222/";
        Write(files, Account + "transfer/user/metadata.json", """{ "arn": "arn:aws:transfer:eu-west-1:222222222222:user/s-1/bob" }""");
        Write(files, Account + "iot/policy/metadata.json", """{ "arn": "arn:aws:iot:eu-west-1:222222222222:policy/Readers" }""");

        Assert.Equal([Ask.Alice], IamSnapshot.Load(files.Folder).Users.Select(user => user.Arn));
    }

    [Fact]
    public void Policies_of_which_the_document_is_missing_are_named()
    {
        using TestFiles files = new();
        WriteAccounts(files);
        string account = Path.Combine(files.Folder, "aws/aws/accounts/222222222222/iam");
        string policy = Path.Combine(account, "policy/readers/current-policy.json");
        string role = Path.Combine(account, "role/teams%2fhubrole");
        File.Delete(policy);
        File.WriteAllText(Path.Combine(role, "inline-policies.json"), """[ { "PolicyName": "assume" }, { "PolicyName": "read" } ]""");

        Assert.Equal(
            $"the policy assume in {role}, the policy read in {role}, {policy}", IamSnapshot.Load(files.Folder).Role(Hub).Policies.Missing);
    }

    [Fact]
    public void What_is_missing_of_a_role_is_named()
    {
        using TestFiles files = new();
        WriteAccounts(files);
        string trust = Path.Combine(files.Folder, "aws/aws/accounts/222222222222/iam/role/teams%2fhubrole/trust-policy.json");
        File.Delete(trust);

        Assert.Equal(trust, IamSnapshot.Load(files.Folder).Role(Hub).Trust.Missing);
    }

    [Fact]
    public void The_organization_has_its_levels_and_all_of_its_accounts()
    {
        using TestFiles files = new();
        WriteAccounts(files);
        const string Folder = "aws/aws/organizations/o-1/";
        const string Policy = "arn:aws:organizations::999999999999:policy/o-1/service_control_policy/p-1";
        Write(files, Folder + "metadata.json", """{ "id": "o-1", "rootAccountId": "999999999999" }""");
        Write(files, Folder + "ous.json", $$"""{ "r-1": { "scps": [ "{{Policy}}" ], "rcps": [] }, "ou-1": { "parent": "r-1", "scps": [], "rcps": [] } }""");
        Write(files, Folder + "accounts.json", $$"""{ "222222222222": { "ou": "ou-1", "scps": [ "{{Policy}}" ], "rcps": [] } }""");
        Write(files, Folder + "scps/p-1/metadata.json", $$"""{ "arn": "{{Policy}}", "name": "everything" }""");
        Write(files, Folder + "scps/p-1/policy.json", MayAssume);

        IamSnapshot snapshot = IamSnapshot.Load(files.Folder);

        Assert.Equal("o-1/r-1/ou-1/", snapshot.FindOrganizationPath("222222222222"));
        Assert.Equal([1, 0, 1], snapshot.FindServiceControl("222222222222").Select(layer => layer.Policies.Count));
        Assert.True(snapshot.IsOutsideOrganization("111111111111"));
        Assert.False(snapshot.IsOutsideOrganization("999999999999"));
    }

    [Fact]
    public void Control_policies_of_both_types_are_read_and_one_without_a_document_is_named()
    {
        using TestFiles files = new();
        const string Folder = "aws/aws/organizations/o-1/";
        const string Start = "arn:aws:organizations::999999999999:policy/o-1/";
        Directory.CreateDirectory(Path.Combine(files.Folder, "aws/aws/accounts"));
        Write(files, Folder + "metadata.json", """{ "id": "o-1", "rootAccountId": "999999999999" }""");
        Write(files, Folder + "accounts.json", $$"""
            { "222222222222": { "ou": "r-1", "scps": [ "{{Start}}service_control_policy/p-1", "{{Start}}service_control_policy/p-2" ],
                "rcps": [ "{{Start}}resource_control_policy/p-3" ] } }
            """);
        Write(files, Folder + "scps/p-1/metadata.json", $$"""{ "arn": "{{Start}}service_control_policy/p-1" }""");
        Write(files, Folder + "scps/p-1/policy.json", MayAssume);
        Write(files, Folder + "scps/p-2/metadata.json", $$"""{ "arn": "{{Start}}service_control_policy/p-2" }""");
        Write(files, Folder + "rcps/p-3/metadata.json", $$"""{ "arn": "{{Start}}resource_control_policy/p-3" }""");
        Write(files, Folder + "rcps/p-3/policy.json", """{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"sts:*","Resource":"*"}]}""");

        IamSnapshot snapshot = IamSnapshot.Load(files.Folder);

        IamPolicyLayer service = snapshot.FindServiceControl("222222222222")[^1];
        Assert.Equal(["p-1"], service.Policies.Select(policy => policy.Name));
        Assert.Equal(Path.Combine(files.Folder, Folder + "scps/p-2", "policy.json"), service.Missing);
        IamPolicyLayer resource = snapshot.FindResourceControl("222222222222")[^1];
        Assert.Equal(["RCPFullAWSAccess", "p-3"], resource.Policies.Select(policy => policy.Name));
        Assert.Null(resource.Missing);
        Assert.Equal(
            [$"{files.Folder}: no account in it has a resource, so no user or role is read of it."], snapshot.Notes);
    }

    [Theory]
    [InlineData("""{ "id": "o-1" }""", "999999999999")]
    [InlineData("""{ "id": "o-1", "rootAccountId": "888888888888" }""", "888888888888")]
    [InlineData("{}", "999999999999")]
    public void What_the_folder_does_not_say_of_the_organization_is_as_another_file_says(string metadata, string management)
    {
        using TestFiles files = new();
        using TestFiles others = new();
        Directory.CreateDirectory(Path.Combine(files.Folder, "aws/aws/accounts"));
        Write(files, "aws/aws/organizations/o-1/metadata.json", metadata);
        string organization = others.Write(
            "organization.json", """{ "Organization": { "Id": "o-1", "MasterAccountId": "999999999999" }, "Parents": {}, "Policies": [] }""");

        IamSnapshot snapshot = IamSnapshot.Load(organization, files.Folder);

        Assert.Equal(("o-1", management), (snapshot.OrganizationId, snapshot.ManagementAccountId));
        Write(files, "aws/aws/organizations/o-1/metadata.json", """{ "id": "o-2" }""");
        Assert.StartsWith(
            "The files have two organizations, o-1 and o-2",
            Assert.Throws<FormatException>(() => IamSnapshot.Load(organization, files.Folder)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_JSON_is_named()
    {
        using TestFiles files = new();
        WriteAccounts(files);
        Write(files, "aws/aws/accounts/111111111111/iam/user/alice/groups.json", "[");

        Assert.Contains("groups.json is not one valid JSON document", Assert.Throws<FormatException>(() => IamSnapshot.Load(files.Folder)).Message, StringComparison.Ordinal);
    }

    private static void WriteAccounts(TestFiles files)
    {
        const string Home = "aws/aws/accounts/111111111111/iam/";
        const string HubAccount = "aws/aws/accounts/222222222222/iam/";
        Write(files, Home + "user/alice/metadata.json", $$"""{ "arn": "{{Ask.Alice}}", "name": "alice", "path": "/" }""");
        Write(files, Home + "user/alice/groups.json", """[ "arn:aws:iam::111111111111:group/Teams/Orders" ]""");
        Write(files, Home + "group/teams%2forders/metadata.json", """{ "arn": "arn:aws:iam::111111111111:group/Teams/Orders", "name": "Orders" }""");
        Write(files, Home + "group/teams%2forders/inline-policies.json", $$"""[ { "PolicyName": "assume", "PolicyDocument": {{MayAssume}} } ]""");
        Write(files, HubAccount + "role/teams%2fhubrole/metadata.json", $$"""{ "arn": "{{Hub}}", "permissionBoundary": "arn:aws:iam::222222222222:policy/Readers" }""");
        Write(files, HubAccount + "role/teams%2fhubrole/trust-policy.json", $$"""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{Ask.Alice}}"},"Action":"sts:AssumeRole"}]}
            """);
        Write(files, HubAccount + "role/teams%2fhubrole/inline-policies.json", $$"""[ { "PolicyName": "assume", "PolicyDocument": {{MayAssume}} } ]""");
        Write(files, HubAccount + "role/teams%2fhubrole/managed-policies.json", """[ "arn:aws:iam::222222222222:policy/Readers" ]""");
        Write(files, HubAccount + "role/teams%2fhubrole/tags.json", """{ "stage": "live", "empty": null }""");
        Write(files, HubAccount + "policy/readers/metadata.json", """{ "arn": "arn:aws:iam::222222222222:policy/Readers" }""");
        Write(files, HubAccount + "policy/readers/current-policy.json", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}""");
        Write(files, HubAccount + "oidc-provider/token.example.com/metadata.json", """
            { "arn": "arn:aws:iam::222222222222:oidc-provider/token.example.com", "audiences": [ "sts.amazonaws.com" ] }
            """);
        Write(files, HubAccount.Replace("iam/", "s3/", StringComparison.Ordinal) + "bucket/metadata.json", """{ "arn": "arn:aws:s3:::bucket" }""");
    }

    private static void Write(TestFiles files, string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(files.Folder, name))!);
        files.Write(name, text);
    }
}
