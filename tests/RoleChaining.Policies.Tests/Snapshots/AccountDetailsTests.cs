namespace RoleChaining.Snapshots;

/// <summary>The answer of get-account-authorization-details.</summary>
public sealed class AccountDetailsTests
{
    private const string Details = """
        {
          "UserDetailList": [
            { "Path": "/teams/", "UserName": "alice", "Arn": "arn:aws:iam::111111111111:user/teams/alice", "GroupList": [ "admins" ],
              "UserPolicyList": [ { "PolicyName": "own", "PolicyDocument": {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}} } ],
              "AttachedManagedPolicies": [ { "PolicyName": "Assume", "PolicyArn": "arn:aws:iam::111111111111:policy/Assume" } ],
              "PermissionsBoundary": { "PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": "arn:aws:iam::111111111111:policy/Boundary" },
              "Tags": [ { "Key": "team", "Value": "alpha" } ] }
          ],
          "GroupDetailList": [
            { "Path": "/g/", "GroupName": "admins", "Arn": "arn:aws:iam::111111111111:group/g/admins", "AttachedManagedPolicies": [],
              "GroupPolicyList": [ { "PolicyName": "group", "PolicyDocument": {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*"}} } ] }
          ],
          "RoleDetailList": [
            { "Path": "/", "RoleName": "Target", "Arn": "arn:aws:iam::111111111111:role/Target", "RolePolicyList": [], "Tags": [],
              "AssumeRolePolicyDocument": "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22AWS%22%3A%22111111111111%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%7D",
              "AttachedManagedPolicies": [ { "PolicyName": "Gone", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess" } ] }
          ],
          "Policies": [
            { "PolicyName": "Assume", "Arn": "arn:aws:iam::111111111111:policy/Assume", "PolicyVersionList": [
              { "VersionId": "v2", "IsDefaultVersion": true, "Document": {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}} },
              { "VersionId": "v1", "IsDefaultVersion": false, "Document": {"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}} } ] },
            { "PolicyName": "Boundary", "Arn": "arn:aws:iam::111111111111:policy/Boundary", "PolicyVersionList": [
              { "VersionId": "v1", "IsDefaultVersion": true, "Document": {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:*","Resource":"*"}} } ] }
          ],
          "IsTruncated": false
        }
        """;

    private const string Alice = "arn:aws:iam::111111111111:user/teams/alice";
    private const string Target = "arn:aws:iam::111111111111:role/Target";

    [Fact]
    public void A_user_has_its_own_policies_the_attached_ones_in_their_default_version_and_those_of_its_groups()
    {
        IamUser alice = Accounts.Read(Details).FindUser(Alice)!;

        Assert.Equal(
            [
                $"the policy own of {Alice}", "arn:aws:iam::111111111111:policy/Assume",
                "the policy group of arn:aws:iam::111111111111:group/g/admins",
            ],
            alice.Policies.Policies.Select(policy => policy.Name));
        Assert.Null(alice.Policies.Missing);
        Assert.Equal(IamEffect.Allow, alice.Policies.Policies[1].Statements[0].Effect);
        Assert.Equal("arn:aws:iam::111111111111:policy/Boundary", Assert.Single(alice.Boundary!.Policies).Name);
        Assert.Equal("alpha", alice.Tags!["TEAM"]);
    }

    [Fact]
    public void A_policy_that_is_not_in_the_file_is_missing_and_never_empty()
    {
        IamRole target = Accounts.Read(Details).FindRole(Target)!;

        Assert.Equal("the managed policy arn:aws:iam::aws:policy/ReadOnlyAccess", target.Policies.Missing);
        Assert.Null(target.MaxSessionDuration);
    }

    [Fact]
    public void A_trust_policy_with_percent_escapes_decides_a_call()
    {
        RolePath path = Assert.Single(Accounts.Read(Details).FindPaths(Target, from: Alice));

        Assert.Equal(IamOutcome.Allowed, path.Outcome);
    }

    [Fact]
    public void The_pages_of_an_answer_are_one_world()
    {
        const string Second = """{ "RoleDetailList": [ { "Arn": "arn:aws:iam::111111111111:role/Second", "AssumeRolePolicyDocument": {} } ] }""";

        IamSnapshot snapshot = Accounts.Read(Details + "\n" + Second);

        Assert.Equal(2, snapshot.Roles.Count);
        Assert.Single(snapshot.Users);
    }

    [Theory]
    [InlineData(""" "IsTruncated": true, "Marker": "x" """)]
    [InlineData(""" "NextToken": "x" """)]
    public void An_answer_whose_next_page_is_not_there_is_noted(string truncated)
    {
        string page = $$"""{ "RoleDetailList": [ ], {{truncated}} }""";
        const string Last = """{ "RoleDetailList": [ ], "IsTruncated": false }""";

        Assert.Equal(
            ["accounts.json: its last answer is truncated, so what comes after it is known only if another file has it."], Accounts.Read(page).Notes);
        Assert.Empty(Accounts.Read(page + Last).Notes);
    }

    [Fact]
    public void Get_role_adds_the_longest_session()
    {
        const string Role = """{ "Role": { "Arn": "arn:aws:iam::111111111111:role/Target", "MaxSessionDuration": 7200 } }""";

        IamRole target = Accounts.Read(Details, Role).FindRole(Target)!;

        Assert.Equal(TimeSpan.FromHours(2), target.MaxSessionDuration);
        Assert.Null(target.Trust.Missing);
    }

    [Theory]
    [InlineData("""{ "Role": ROLE }""")]
    [InlineData("""{ "Roles": [ ROLE ] }""")]
    public void Of_a_role_that_is_only_listed_the_policies_are_missing(string answer)
    {
        string listed = answer.Replace(
            "ROLE", $$"""{ "Arn": "{{Target}}", "AssumeRolePolicyDocument": {{Accounts.Trust("111111111111")}} }""", StringComparison.Ordinal);
        Assert.Equal(
            $"the policies of {Target} (accounts.json has a role's trust policy alone)", Accounts.Read(listed).FindRole(Target)!.Policies.Missing);

        // In whichever order the files come.
        Assert.DoesNotContain("alone", Accounts.Read(listed, Details).FindRole(Target)!.Policies.Missing, StringComparison.Ordinal);
        Assert.DoesNotContain("alone", Accounts.Read(Details, listed).FindRole(Target)!.Policies.Missing, StringComparison.Ordinal);
    }

    [Fact]
    public void An_invalid_trust_policy_is_missing_with_its_first_error()
    {
        const string Broken = """
            { "RoleDetailList": [ { "Arn": "arn:aws:iam::111111111111:role/Target", "AssumeRolePolicyDocument": { "Statement": { "Effect": "Perhaps" } } } ] }
            """;

        string? missing = Accounts.Read(Broken).FindRole(Target)!.Trust.Missing;

        Assert.StartsWith("a valid form of the trust policy of arn:aws:iam::111111111111:role/Target (", missing, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_the_wrong_kind_is_an_error_with_its_place()
    {
        FormatException e = Assert.Throws<FormatException>(
            () => new IamSnapshotBuilder().TryAddJson("""{ "RoleDetailList": [ { "RoleName": "x" } ] }""", "details.json"));

        Assert.Equal("details.json: RoleDetailList[0].Arn is missing.", e.Message);
    }

    [Theory]
    [InlineData("""{ "anything": 1 }""")]
    [InlineData("[]")]
    [InlineData("7")]
    public void JSON_of_another_form_adds_nothing(string json) => Assert.False(new IamSnapshotBuilder().TryAddJson(json, "x.json"));

    [Fact]
    public void What_is_not_JSON_is_an_error_that_names_the_file() =>
        Assert.StartsWith(
            "x.json is not valid JSON: ",
            Assert.Throws<FormatException>(() => new IamSnapshotBuilder().TryAddJson("{", "x.json")).Message,
            StringComparison.Ordinal);
}
