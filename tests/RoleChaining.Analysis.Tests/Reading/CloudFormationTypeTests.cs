namespace RoleChaining.Reading;

/// <summary>The types of CloudFormation and SAM: what is read of each, what is noted, and what says nothing of permissions.</summary>
public sealed class CloudFormationTypeTests
{
    private const string Hub = "arn:aws:iam::222222222222:role/Hub";

    [Fact]
    public void Types_that_say_nothing_of_permissions_are_passed_over_and_others_are_noted()
    {
        using TestFiles files = new();
        string file = files.Write("template.yaml", """
            Transform: [AWS::Serverless-2016-10-31]
            Resources:
              Bucket: { Type: AWS::S3::Bucket }
              Profile: { Type: AWS::IAM::InstanceProfile }
              Key: { Type: AWS::IAM::AccessKey }
              Certificate: { Type: AWS::IAM::ServerCertificate }
              Saml: { Type: AWS::IAM::SAMLProvider }
              Device: { Type: AWS::IAM::VirtualMFADevice }
              Token: { Type: AWS::IAM::OIDCProvider, Properties: { Url: https://token.example.com } }
              Hub: { Type: AWS::IAM::Role, Properties: { RoleName: Hub } }
              Ops: { Type: AWS::IAM::Group, Properties: { GroupName: ops } }
              Alice: { Type: AWS::IAM::User, Properties: { UserName: alice } }
              Linked: { Type: AWS::IAM::ServiceLinkedRole, Properties: { AWSServiceName: ecs.amazonaws.com } }
              Nested: { Type: AWS::CloudFormation::Stack }
              Everywhere: { Type: AWS::CloudFormation::StackSet }
              Bought: { Type: AWS::Serverless::Application }
              Function: { Type: AWS::Serverless::Function }
              OwnFunction: { Type: AWS::Serverless::Function, Properties: { Role: "arn:aws:iam::222222222222:role/Hub" } }
              Machine: { Type: AWS::Serverless::StateMachine }
              OwnMachine: { Type: AWS::Serverless::StateMachine, Properties: { Role: "arn:aws:iam::222222222222:role/Hub" } }
            """);

        IamSnapshot stack = IamSnapshot.Load($"222222222222={file}");

        Assert.Equal(
            [
                $"{file}: Linked is a AWS::IAM::ServiceLinkedRole, which is not read.",
                $"{file}: Nested is a stack of its own, whose template is to be given too.",
                $"{file}: Everywhere is a stack of its own, whose template is to be given too.",
                $"{file}: Bought is a stack of its own, whose template is to be given too.",
                $"{file}: the role that SAM makes for Function is not known.",
                $"{file}: the role that SAM makes for Machine is not known.",
            ],
            stack.Notes);
        Assert.Equal([Hub], stack.Roles.Select(role => role.Arn));
        Assert.Equal(["arn:aws:iam::222222222222:user/alice"], stack.Users.Select(user => user.Arn));
        Assert.Equal(["arn:aws:iam::222222222222:oidc-provider/token.example.com"], stack.OidcProviders.Select(provider => provider.Arn));
    }

    [Fact]
    public void A_resource_that_a_transform_makes_is_one_of_a_template() => Assert.Empty(IamSnapshot.Parse(
        "Resources: { A: { Fn::Transform: { Name: AWS::Include, Parameters: { Location: a } } } }", "a.yaml").Roles);

    [Fact]
    public void A_role_a_user_and_a_group_have_all_policies_that_are_given_to_them()
    {
        using TestFiles files = new();
        string file = files.Write("template.yaml", """
            Resources:
              Hub:
                Type: AWS::IAM::Role
                Properties:
                  RoleName: Hub
                  Policies:
                    - { PolicyName: first, PolicyDocument: { Version: "2012-10-17", Statement: [] } }
                    - { PolicyName: second, PolicyDocument: '{ "Version": "2012-10-17", "Statement": [] }' }
                  ManagedPolicyArns: [!Ref ManagedA, !Ref ManagedB]
              ManagedA: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Version: "2012-10-17", Statement: [] } } }
              ManagedB: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: { Version: "2012-10-17", Statement: [] } } }
              Alice: { Type: AWS::IAM::User, Properties: { UserName: alice, Groups: [ops] } }
              Ops: { Type: AWS::IAM::Group, Properties: { GroupName: ops, Path: /teams/ } }
              ForAll:
                Type: AWS::IAM::Policy
                Properties: { PolicyName: for-all, Roles: [Hub], Users: [alice], Groups: [ops], PolicyDocument: { Version: "2012-10-17", Statement: [] } }
              ForRole: { Type: AWS::IAM::RolePolicy, Properties: { PolicyName: for-role, RoleName: Hub, PolicyDocument: { Version: "2012-10-17", Statement: [] } } }
              ForUser: { Type: AWS::IAM::UserPolicy, Properties: { PolicyName: for-user, UserName: alice, PolicyDocument: { Version: "2012-10-17", Statement: [] } } }
              ForGroup: { Type: AWS::IAM::GroupPolicy, Properties: { PolicyName: for-group, GroupName: ops, PolicyDocument: { Version: "2012-10-17", Statement: [] } } }
            """);

        IamSnapshot stack = IamSnapshot.Load($"222222222222={file}");

        const string alice = "arn:aws:iam::222222222222:user/alice";
        const string ops = "arn:aws:iam::222222222222:group/teams/ops";
        Assert.Equal(
            [
                $"the policy first of {Hub}", $"the policy for-all of {Hub}", $"the policy for-role of {Hub}", $"the policy second of {Hub}",
                $"ManagedA in {file}", $"ManagedB in {file}",
            ],
            Names(stack.Role(Hub)));
        Assert.Equal(
            [
                $"the policy for-all of {alice}", $"the policy for-user of {alice}", $"the policy for-all of {ops}", $"the policy for-group of {ops}",
            ],
            Names(stack.FindUser(alice)));
        Assert.Empty(stack.Notes);
    }

    [Fact]
    public void Whatever_is_known_only_after_the_deployment_is_named_with_its_file()
    {
        using TestFiles files = new();
        string file = files.Write("template.yaml", """
            Parameters: { Unknown: { Type: String } }
            Conditions: { IsLater: !Equals [!Ref Unknown, later] }
            Resources:
              Given: { Type: AWS::IAM::Policy, Properties: { PolicyName: given, Roles: [!Ref Unknown], PolicyDocument: !Ref Unknown } }
              Alone: { Type: AWS::IAM::Policy, Properties: { PolicyName: alone, Users: [bob], Groups: [dev], PolicyDocument: !Ref Unknown } }
              Hub:
                Type: AWS::IAM::Role
                Properties: { RoleName: Hub, PermissionsBoundary: !Ref Unknown, ManagedPolicyArns: [!Ref Managed], AssumeRolePolicyDocument: !Ref Unknown }
              Managed: { Type: AWS::IAM::ManagedPolicy, Properties: { PolicyDocument: !Ref Unknown } }
              Reader: { Type: AWS::IAM::Role, Condition: IsLater, Properties: { RoleName: Reader } }
              Alice: { Type: AWS::IAM::User, Condition: IsLater, Properties: { UserName: alice } }
              Carol: { Type: AWS::IAM::User, Properties: { UserName: carol, Groups: [dev] } }
              Join: { Type: AWS::IAM::UserToGroupAddition, Properties: { GroupName: !Ref Unknown, Users: [carol] } }
              Guard:
                Type: AWS::Organizations::Policy
                Properties: { Name: guard, Type: SERVICE_CONTROL_POLICY, TargetIds: ["222222222222"], Content: !Ref Unknown }
            """);

        IamSnapshot stack = IamSnapshot.Load($"222222222222={file}");

        string later = $" in {file} (known only after the deployment)";
        IamRole hub = stack.Role(Hub);
        Assert.Equal(
            $"the role of Given{later}, the policy of Managed{later}", hub.Policies.Missing);
        Assert.Equal(
            $"the condition IsLater of Reader in {file}, the role of Given{later}",
            stack.Role("arn:aws:iam::222222222222:role/Reader").Policies.Missing);
        Assert.Equal($"the trust policy of Hub{later}", hub.Trust.Missing);
        Assert.Equal($"the managed policy the permissions boundary of Hub{later}", hub.Boundary!.Missing);
        Assert.Equal($"the condition IsLater of Alice in {file}", Missing("alice"));
        Assert.Equal(
            $"what other policies arn:aws:iam::222222222222:user/bob has (in no file), the policy of Alone{later}", Missing("bob"));
        Assert.Equal(
            $"a group of Join{later}, what other policies arn:aws:iam::222222222222:group/dev has (in no file), "
                + $"the group of Join{later}, the policy of Alone{later}",
            Missing("carol"));
        Assert.Equal(
            $"the content of Guard{later}, what allows anything in the service control policies of 222222222222",
            stack.FindServiceControl("222222222222")[^1].Missing);
        Assert.Equal(
            [
                $"{file}: Given belongs to a role that is known only after the deployment.",
                $"{file}: Join belongs to a group that is known only after the deployment.",
            ],
            stack.Notes);

        string? Missing(string user) => stack.FindUser($"arn:aws:iam::222222222222:user/{user}")?.Policies.Missing;
    }

    [Fact]
    public void A_policy_of_a_template_belongs_to_a_role_of_its_own_account()
    {
        const string text = """
            Parameters: { Unknown: { Type: String } }
            Resources:
              Named: { Type: AWS::IAM::Policy, Properties: { PolicyName: named, Roles: [Hub], PolicyDocument: { Version: "2012-10-17", Statement: [] } } }
              Given: { Type: AWS::IAM::Policy, Properties: { PolicyName: given, Roles: [!Ref Unknown], PolicyDocument: { Version: "2012-10-17", Statement: [] } } }
            """;
        const string other = "arn:aws:iam::111111111111:role/Hub";
        using TestFiles files = new();
        string there = files.Write("there.json", $$"""{ "roles": [ { "arn": "{{other}}", "trust": {} } ] }""");
        string file = files.Write("template.yaml", text);

        IamSnapshot stack = IamSnapshot.Load(there, $"222222222222={file}");
        IamSnapshot without = IamSnapshot.Load(there, file);

        Assert.Null(stack.Role(other).Policies.Missing);
        Assert.Empty(Names(stack.Role(other)));
        Assert.Equal([$"the policy named of {Hub}"], Names(stack.Role(Hub)));
        Assert.Equal(
            $"the role of Named in {file} (known only after the deployment), the role of Given in {file} (known only after the deployment)",
            without.Role(other).Policies.Missing);
    }

    [Theory]
    [InlineData("[{ Key: team, Value: orders }, { Key: stage, Value: live }]", "team=orders stage=live")]
    [InlineData("!If [IsLater, [], [{ Key: team, Value: orders }]]", null)]
    [InlineData("!Ref Unknown", null)]
    [InlineData("[{ Key: team, Value: !Ref Unknown }]", null)]
    [InlineData("[team]", null)]
    public void Tags_of_which_one_is_not_known_are_not_known(string tags, string? expected)
    {
        using TestFiles files = new();
        string file = files.Write("template.yaml", $$"""
            Parameters: { Unknown: { Type: String } }
            Conditions: { IsLater: !Equals [!Ref Unknown, later] }
            Resources: { Hub: { Type: AWS::IAM::Role, Properties: { RoleName: Hub, Tags: {{tags}} } } }
            """);

        IReadOnlyDictionary<string, string>? read = IamSnapshot.Load($"222222222222={file}").Role(Hub).Tags;

        Assert.Equal(expected, read is null ? null : string.Join(' ', read.Select(tag => $"{tag.Key}={tag.Value}")));
    }

    private static IEnumerable<string> Names(IamIdentity? identity) => identity!.Policies.Policies.Select(policy => policy.Name);
}
