namespace RoleChaining.Reading;

/// <summary>Several files in one snapshot.</summary>
public sealed class SourceTests
{
    private const string Kept = "arn:aws:iam::222222222222:role/Kept";
    private const string Old = "arn:aws:iam::222222222222:role/Old";

    // As IAM's own API returns it.
    private const string TrustsMallory =
        """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}}""";

    /// <summary>The account as it is: mallory may assume the role that the plan gives to alice, and the role that it deletes.</summary>
    private static readonly string Details = """
        {
          "UserDetailList": [],
          "GroupDetailList": [],
          "RoleDetailList": [
            {
              "Path": "/", "RoleName": "Kept", "RoleId": "AROAEXAMPLEKEPT", "Arn": "arn:aws:iam::222222222222:role/Kept",
              "CreateDate": "2026-11-02T10:00:00+00:00",
              "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                  { "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111111111111:user/mallory" }, "Action": "sts:AssumeRole" }
                ]
              },
              "InstanceProfileList": [],
              "RolePolicyList": [
                {
                  "PolicyName": "old",
                  "PolicyDocument": { "Statement": { "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*" } }
                },
                {
                  "PolicyName": "manual",
                  "PolicyDocument": { "Statement": { "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" } }
                }
              ],
              "AttachedManagedPolicies": [], "Tags": []
            },
            {
              "Path": "/", "RoleName": "Old", "RoleId": "AROAEXAMPLEOLD", "Arn": "arn:aws:iam::222222222222:role/Old",
              "AssumeRolePolicyDocument":
                "PERCENT-ENCODED",
              "RolePolicyList": [], "AttachedManagedPolicies": []
            },
            {
              "Path": "/", "RoleName": "Kept", "RoleId": "AROAEXAMPLETWIN", "Arn": "arn:aws:iam::333333333333:role/Kept",
              "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [{ "Effect": "Allow", "Principal": { "AWS": "111111111111" }, "Action": "sts:AssumeRole" }]
              },
              "RolePolicyList": [
                {
                  "PolicyName": "old",
                  "PolicyDocument": { "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "sqs:*", "Resource": "*" }] }
                }
              ],
              "AttachedManagedPolicies": []
            }
          ],
          "Policies": [],
          "IsTruncated": false
        }
        """.Replace("PERCENT-ENCODED", Uri.EscapeDataString(TrustsMallory), StringComparison.Ordinal);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_planned_prevails_over_what_is_there_in_either_order(bool isPlanFirst)
    {
        using TestFiles files = new();
        string details = files.Write("details.json", Details);
        string plan = TestFiles.Find("plan.json");

        IamSnapshot before = IamSnapshot.Load(details);
        IamSnapshot after = IamSnapshot.Load(isPlanFirst ? [plan, details] : [details, plan]);

        Assert.True(before.Lets(Kept, Ask.Mallory).IsAllowed);
        Assert.True(before.Lets(Old, Ask.Mallory).IsAllowed);
        Assert.Equal(IamOutcome.Denied, after.Lets(Kept, Ask.Mallory).Outcome);
        Assert.True(after.Lets(Kept, Ask.Alice).IsAllowed);
        Assert.Null(after.FindRole(Old));
    }

    [Fact]
    public void A_policy_that_a_plan_deletes_is_gone_and_others_stay()
    {
        using TestFiles files = new();
        string details = files.Write("details.json", Details);

        IamSnapshot after = IamSnapshot.Load($"222222222222={TestFiles.Find("plan.json")}", details);

        Assert.True(IamSnapshot.Load(details).FindRole(Kept).May("sts:AssumeRole").IsAllowed);
        Assert.Equal(IamOutcome.Denied, after.FindRole(Kept).May("sts:AssumeRole").Outcome);
        Assert.True(after.FindRole(Kept).May("s3:GetObject").IsAllowed);
        Assert.True(after.FindRole("arn:aws:iam::333333333333:role/Kept").May("sqs:SendMessage").IsAllowed);  // of the same name
    }

    [Theory]
    [InlineData("aws_iam_user_policy", """{ "user": "alice", "name": "own" }""", "sqs:SendMessage")]
    [InlineData("aws_iam_user_policy_attachment", """{ "user": "alice", "policy_arn": "arn:aws:iam::222222222222:policy/Ours" }""", "sns:Publish")]
    [InlineData("aws_iam_group_policy", """{ "group": "ops", "name": "of-ops" }""", "s3:GetObject")]
    [InlineData("aws_iam_policy_attachment", """{ "users": ["alice"], "roles": [], "groups": [], "name": "all", "policy_arn": "arn:aws:iam::222222222222:policy/Ours" }""", "sns:Publish")]
    public void A_policy_that_a_plan_takes_from_a_user_or_a_group_is_gone_and_others_stay(string type, string before, string lost)
    {
        string Policy(string action) => $$"""{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "{{action}}", "Resource": "*" } }""";
        using TestFiles files = new();
        string details = files.Write("details.json", $$"""
            {
              "UserDetailList": [ {
                "Path": "/", "UserName": "alice", "UserId": "AIDAEXAMPLEALICE", "Arn": "arn:aws:iam::222222222222:user/alice", "GroupList": ["ops"],
                "UserPolicyList": [ { "PolicyName": "own", "PolicyDocument": {{Policy("sqs:SendMessage")}} } ],
                "AttachedManagedPolicies": [ { "PolicyName": "Ours", "PolicyArn": "arn:aws:iam::222222222222:policy/Ours" } ] } ],
              "GroupDetailList": [ {
                "Path": "/", "GroupName": "ops", "GroupId": "AGPAEXAMPLEOPS", "Arn": "arn:aws:iam::222222222222:group/ops",
                "GroupPolicyList": [ { "PolicyName": "of-ops", "PolicyDocument": {{Policy("s3:GetObject")}} } ], "AttachedManagedPolicies": [] } ],
              "RoleDetailList": [],
              "Policies": [ {
                "PolicyName": "Ours", "Arn": "arn:aws:iam::222222222222:policy/Ours", "Path": "/", "DefaultVersionId": "v1",
                "PolicyVersionList": [ { "VersionId": "v1", "IsDefaultVersion": true, "Document": {{Policy("sns:Publish")}} } ] } ],
              "IsTruncated": false
            }
            """);
        string plan = files.Write("plan.json", $$"""
            {
              "format_version": "1.2", "terraform_version": "1.11.0", "planned_values": { "root_module": {} },
              "resource_changes": [ {
                "address": "{{type}}.old", "mode": "managed", "type": "{{type}}", "name": "old", "provider_name": "registry.terraform.io/hashicorp/aws",
                "change": { "actions": ["delete"], "before": {{before}}, "after": null } } ],
              "configuration": { "root_module": {} }
            }
            """);
        string[] actions = ["sqs:SendMessage", "sns:Publish", "s3:GetObject"];
        string[] Allowed(params string[] sources) =>
        [
            .. actions.Where(action => IamSnapshot.Load(sources).FindUser("arn:aws:iam::222222222222:user/alice").May(action).IsAllowed),
        ];

        Assert.Equal(actions, Allowed(details));
        Assert.Equal(actions.Except([lost]), Allowed($"222222222222={plan}", details));
    }

    [Fact]
    public void Where_the_account_of_a_deletion_is_not_known_no_role_of_the_name_is_sure_to_keep_the_policy()
    {
        using TestFiles files = new();

        IamSnapshot after = IamSnapshot.Load(TestFiles.Find("plan.json"), files.Write("details.json", Details));

        Assert.Equal(IamOutcome.Unknown, after.FindRole(Kept).May("sts:AssumeRole").Outcome);
        Assert.Equal(IamOutcome.Unknown, after.FindRole("arn:aws:iam::333333333333:role/Kept").May("sqs:SendMessage").Outcome);
    }

    [Fact]
    public void ACCOUNT_says_whose_plan_it_is()
    {
        IamSnapshot plan = IamSnapshot.Load($"111111111111={TestFiles.Find("plan.json")}");

        Assert.NotNull(plan.FindRole("arn:aws:iam::111111111111:role/team/Hub"));
        Assert.NotNull(plan.FindRole(Kept)); // its ARN is known
        Assert.DoesNotContain(plan.Notes, note => note.Contains("the account of what the provider", StringComparison.Ordinal));
    }

    [Fact]
    public void A_role_of_a_plan_without_an_account_is_taken_for_the_role_of_the_chain()
    {
        const string hub = "arn:aws:iam::222222222222:role/team/Hub";
        using TestFiles files = new();
        string text = TestFiles.Read("plan.json").Replace("allowed_account_ids", "other", StringComparison.Ordinal)
            .Replace("aws_caller_identity", "aws_region", StringComparison.Ordinal);
        string plan = files.Write("plan.json", text);

        IamSnapshot without = IamSnapshot.Load(plan);
        IamSnapshot with = IamSnapshot.Load([plan], Ask.Chain(hub));

        Assert.Null(without.FindRole(hub));
        without.AssertNote("aws_iam_role.hub has no ARN yet", "write ACCOUNT=FILE");
        Assert.True(with.Lets(hub, Ask.Alice, "tenant-7").IsAllowed);
        Assert.True(with.Role(hub).May("sts:AssumeRole", "arn:aws:iam::333333333333:role/Deploy-blue").Outcome != IamOutcome.Denied);
        with.AssertNote("plan.json", $"the role Hub is taken for {hub}");
    }

    [Fact]
    public void The_account_of_a_provider_is_also_told_by_the_caller_identity()
    {
        using TestFiles files = new();
        string text = TestFiles.Read("plan.json").Replace("allowed_account_ids", "other", StringComparison.Ordinal);

        IamSnapshot plan = IamSnapshot.Load(files.Write("plan.json", text));

        Assert.NotNull(plan.FindRole("arn:aws:iam::222222222222:role/team/Hub"));
        Assert.Null(plan.FindRole("arn:aws:iam::333333333333:role/Audit"));
        plan.AssertNote("the provider aws makes is taken from aws_caller_identity: 222222222222");
    }

    [Fact]
    public void A_folder_is_read_with_its_folders_and_other_files_are_left_alone()
    {
        using TestFiles files = new();
        files.Write("details.json", Details);
        files.Write("README.md", "not { a file of accounts");
        Directory.CreateDirectory(Path.Combine(files.Folder, "production"));
        files.Write(Path.Combine("production", "terraform.tfstate"), TestFiles.Read("terraform.tfstate"));

        IamSnapshot folder = IamSnapshot.Load(files.Folder);

        Assert.Equal(11, folder.Roles.Count);
        Assert.NotNull(folder.FindRole(Old));
        Assert.NotNull(folder.FindRole("arn:aws:iam::333333333333:role/Audit"));
    }

    [Fact]
    public void A_policy_in_one_file_finds_the_role_with_its_path_in_another_that_comes_later()
    {
        const string policy = """
            Resources:
              Reads:
                Type: AWS::IAM::Policy
                Properties:
                  PolicyName: reads
                  Roles: [Hub]
                  PolicyDocument: { Version: 2012-10-17, Statement: { Effect: Allow, Action: "s3:GetObject", Resource: "*" } }
            """;
        const string role = """
            Resources:
              Hub:
                Type: AWS::IAM::Role
                Properties:
                  RoleName: Hub
                  Path: /team/
                  AssumeRolePolicyDocument:
                    Version: 2012-10-17
                    Statement: { Effect: Allow, Principal: { AWS: "*" }, Action: sts:AssumeRole }
            """;
        using TestFiles files = new();
        string[] paths = [$"222222222222={files.Write("a.yaml", policy)}", $"222222222222={files.Write("b.yaml", role)}"];

        IamRole hub = Assert.Single(IamSnapshot.Load(paths).Roles);

        Assert.Equal("arn:aws:iam::222222222222:role/team/Hub", hub.Arn);
        Assert.True(hub.May("s3:GetObject").IsAllowed);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("[", "]")]
    public void Pages_of_one_answer_are_read_together(string begin, string end)
    {
        const string next = """
            {
              "UserDetailList": [
                {
                  "Path": "/", "UserName": "alice", "UserId": "AIDAEXAMPLEALICE",
                  "Arn": "arn:aws:iam::111111111111:user/alice", "GroupList": [],
                  "UserPolicyList": [
                    {
                      "PolicyName": "kept",
                      "PolicyDocument": {
                        "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*" }
                      }
                    }
                  ],
                  "AttachedManagedPolicies": []
                }
              ],
              "GroupDetailList": [], "RoleDetailList": [], "Policies": [], "IsTruncated": false
            }
            """;
        using TestFiles files = new();
        string path = files.Write("details.json", $"{begin}{Details}{(begin.Length > 0 ? "," : "\n")}{next}{end}");

        IamSnapshot snapshot = IamSnapshot.Load(path);

        Assert.Equal(3, snapshot.Roles.Count);
        Assert.True(snapshot.Evaluate(Ask.Chain("arn:aws:iam::333333333333:role/Kept"), Ask.Alice).IsAllowed);
        Assert.Equal(IamOutcome.Denied, snapshot.Evaluate(Ask.Chain(Kept), Ask.Alice).Outcome);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    public void A_byte_order_mark_does_not_matter(string encoding)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("accounts.json", "");
        File.WriteAllText(
            path,
            """{ "roles": [ { "arn": "arn:aws:iam::222222222222:role/Hub", "trust": {} } ] }""",
            System.Text.Encoding.GetEncoding(encoding));

        Assert.Equal("arn:aws:iam::222222222222:role/Hub", Assert.Single(IamSnapshot.Load(path).Roles).Arn);
    }
}
