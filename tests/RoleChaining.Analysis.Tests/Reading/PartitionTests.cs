namespace RoleChaining.Reading;

/// <summary>Plans and templates for accounts in China, GovCloud and other partitions.</summary>
public sealed class PartitionTests
{
    public static TheoryData<string> Partitions => ["aws", "aws-cn", "aws-us-gov", "aws-eusc"];

    [Theory]
    [MemberData(nameof(Partitions))]
    public void New_roles_of_a_plan_are_in_the_partition_of_the_chain(string partition)
    {
        RoleChain chain = Chain(partition);
        using TestFiles files = new();
        string alice = files.Write("alice.json", Users(partition));
        string plan = files.Write("plan.json", Plan());

        foreach (string given in (string[])[plan, $"222222222222={plan}"])
        {
            ChainVerdict verdict = IamSnapshot.Load([alice, given], chain).Evaluate(chain, Alice(partition));

            Assert.True(verdict.IsAllowed, verdict.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Partitions))]
    public void New_roles_of_a_template_are_in_the_partition_of_the_chain(string partition)
    {
        RoleChain chain = Chain(partition);
        using TestFiles files = new();
        string alice = files.Write("alice.json", Users(partition));
        string template = files.Write("stack.yaml", Template("arn:${AWS::Partition}:"));

        foreach (string given in (string[])[template, $"222222222222={template}"])
        {
            ChainVerdict verdict = IamSnapshot.Load([alice, given], chain).Evaluate(chain, Alice(partition));

            Assert.True(verdict.IsAllowed, verdict.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Partitions))]
    public void Without_a_chain_the_ARNs_of_a_file_tell_its_partition(string partition)
    {
        using TestFiles files = new();
        string plan = files.Write("plan.json", Plan().Replace("111111111111", $"arn:{partition}:iam::111111111111:root", StringComparison.Ordinal));
        string template = files.Write("stack.yaml", Template($"arn:{partition}:"));

        foreach (string file in (string[])[plan, template])
        {
            IamSnapshot snapshot = IamSnapshot.Load($"222222222222={file}");

            Assert.Equal([Hub(partition)], snapshot.Roles.Select(role => role.Arn));
            Assert.True(snapshot.Lets(Hub(partition), Alice(partition)).IsAllowed);
            Assert.Equal([$"arn:{partition}:iam::222222222222:oidc-provider/token.example.com"], snapshot.OidcProviders.Select(provider => provider.Arn));
            Assert.True(snapshot.Role(Hub(partition)).May("s3:GetObject").IsAllowed); // of a policy that names its role
        }
    }

    [Fact]
    public void Without_a_chain_and_with_ARNs_of_two_partitions_a_file_is_one_of_aws_and_a_note_says_so()
    {
        using TestFiles files = new();
        string template = files.Write("stack.yaml", Template("arn:aws-cn:") + "# arn:aws-us-gov:s3:::logs\n");

        IamSnapshot snapshot = IamSnapshot.Load($"222222222222={template}");

        Assert.Equal([Hub("aws")], snapshot.Roles.Select(role => role.Arn));
        snapshot.AssertNote("stack.yaml", "its ARNs are of the partitions aws-cn, aws-us-gov", "is taken for aws");
    }

    [Theory]
    [InlineData("aws", "amazonaws.com")]
    [InlineData("aws-cn", "amazonaws.com.cn")]
    [InlineData("aws-us-gov", "amazonaws.com")]
    [InlineData("aws-iso", "c2s.ic.gov")]
    [InlineData("aws-eusc", "amazonaws.eu")]
    [InlineData("aws-new", null)]
    public void The_suffix_of_services_is_that_of_the_partition(string partition, string? suffix)
    {
        using TestFiles files = new();
        string template = files.Write("stack.yaml", $$"""
            Resources:
              Hub:
                Type: AWS::IAM::Role
                Properties:
                  RoleName: HubRole
                  AssumeRolePolicyDocument:
                    Version: "2012-10-17"
                    Statement: { Effect: Allow, Action: "sts:AssumeRole", Principal: { Service: !Sub "ec2.${AWS::URLSuffix}" } }
                  Tags: [{ Key: region, Value: "arn:{{partition}}:s3:::logs" }]
            """);

        IamRole hub = IamSnapshot.Load($"222222222222={template}").Role(Hub(partition));

        Assert.Equal(suffix is null, hub.Trust.Missing is not null);
        if (suffix is not null)
        {
            Assert.Equal([$"ec2.{suffix}"], IamSnapshot.Load($"222222222222={template}").FindPaths(Hub(partition)).Select(path => path.From));
        }
    }

    [Theory]
    [MemberData(nameof(Partitions))]
    public void Generated_templates_let_the_chain_in_wherever_it_is(string partition)
    {
        RoleChain chain = Ask.Chain(Hub(partition), $"arn:{partition}:iam::333333333333:role/ProductionRole");
        using TestFiles files = new();
        string[] templates = [.. chain.GeneratePolicies(Alice(partition)).ToCloudFormation()
            .Select(template => $"{template.Key}={files.Write($"{template.Key}.yaml", template.Value)}")];

        ChainVerdict verdict = IamSnapshot.Load([files.Write("alice.json", Users(partition)), .. templates], chain).Evaluate(chain, Alice(partition));

        Assert.True(verdict.IsAllowed, verdict.ToString());
    }

    private static string Alice(string partition) => $"arn:{partition}:iam::111111111111:user/alice";

    private static string Hub(string partition) => $"arn:{partition}:iam::222222222222:role/HubRole";

    private static RoleChain Chain(string partition) => Ask.Chain(Hub(partition));

    private static string Users(string partition) =>
        $$"""{ "users": [{ "account": "111111111111", "name": "alice", "partition": "{{partition}}" }] }""";

    /// <summary>A new role, a policy for it, and a provider. Nothing has an ARN yet, and no ARN is in it.</summary>
    private static string Plan() => """
        {
          "format_version": "1.2",
          "planned_values": { "root_module": { "resources": [
            { "address": "aws_iam_role.hub", "mode": "managed", "type": "aws_iam_role", "name": "hub",
              "values": { "name": "HubRole", "path": "/", "assume_role_policy":
                "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"111111111111\"},\"Action\":\"sts:AssumeRole\"}}" } },
            { "address": "aws_iam_role_policy.read", "mode": "managed", "type": "aws_iam_role_policy", "name": "read",
              "values": { "name": "read", "role": "HubRole",
                "policy": "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}}" } },
            { "address": "aws_iam_openid_connect_provider.token", "mode": "managed", "type": "aws_iam_openid_connect_provider", "name": "token",
              "values": { "url": "https://token.example.com", "client_id_list": [] } }
          ] } },
          "configuration": { "root_module": { "resources": [] } }
        }
        """;

    private static string Template(string start) => $$"""
        Resources:
          Hub:
            Type: AWS::IAM::Role
            Properties:
              RoleName: HubRole
              AssumeRolePolicyDocument:
                Version: "2012-10-17"
                Statement:
                  Effect: Allow
                  Action: "sts:AssumeRole"
                  Principal: { AWS: !Sub "{{start}}iam::111111111111:user/alice" }
          Read:
            Type: AWS::IAM::Policy
            Properties:
              PolicyName: read
              PolicyDocument: { Statement: { Effect: Allow, Action: "s3:GetObject", Resource: "*" } }
              Roles: [HubRole]
          Token:
            Type: AWS::IAM::OIDCProvider
            Properties: { Url: "https://token.example.com" }

        """;
}
