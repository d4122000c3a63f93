using RoleChaining.Reading;
using RoleChaining.Testing;

namespace RoleChaining.Generating;

/// <summary>Who begins a chain whose policies are written: who cannot, and roles of which an ARN does not say enough.</summary>
public sealed class SourceTests
{
    private const string Hub = "arn:aws:iam::222222222222:role/Hub";
    private const string PermissionSet = "AWSReservedSSO_Admin_0123456789abcdef";
    private const string PermissionSetRole = $"arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/{PermissionSet}";

    [Theory]
    [InlineData("arn:aws:iam::111111111111:root", "A root user may not assume a role.")]
    [InlineData("arn:aws:sts::111111111111:federated-user/bob", "Credentials of GetFederationToken may not assume a role.")]
    [InlineData("arn:aws-cn:iam::111111111111:user/alice", "A caller of the partition aws-cn may not assume a role of the partition aws.")]
    public void Who_cannot_begin_a_chain_is_refused(string source, string problem)
    {
        Assert.Equal(
            $"\"{source}\" cannot begin this chain. {problem}",
            Assert.Throws<FormatException>(() => Ask.Chain(Hub).GeneratePolicies(source)).Message);
        Assert.Empty(new RoleChainBuilder(new RoleChainOptions { UseSourceDirectly = true }).BuildChain().GeneratePolicies(source).Hops);
    }

    [Theory]
    [InlineData($"arn:aws:sts::111111111111:assumed-role/{PermissionSet}/alice")]
    [InlineData($"arn:aws:iam::111111111111:role/{PermissionSet}")]
    public void A_role_of_a_permission_set_without_its_path_is_refused_with_what_to_write(string source)
    {
        string message = Assert.Throws<FormatException>(() => Ask.Chain(Hub).GeneratePolicies(source)).Message;

        Assert.StartsWith($"\"{source}\" is without the path of its role", message, StringComparison.Ordinal);
        Assert.Contains($"aws iam get-role --role-name {PermissionSet} ", message, StringComparison.Ordinal);
        Assert.EndsWith($"ArnLike on aws:PrincipalArn: arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/*{PermissionSet}", message, StringComparison.Ordinal);
    }

    /// <summary>IAM lets nobody change such a role. A permission set refers to a policy of the account by its name.</summary>
    [Fact]
    public void The_policy_of_a_role_that_AWS_alone_can_change_is_one_of_the_account()
    {
        ChainPolicies policies = Ask.Chain(Hub).GeneratePolicies(PermissionSetRole);

        Assert.Contains(PermissionSetRole, policies.Hops[0].TrustPolicy, StringComparison.Ordinal);
        Assert.DoesNotContain("aws_iam_role_policy", policies.ToTerraform(), StringComparison.Ordinal);
        Assert.Contains(
            "resource \"aws_iam_policy\" \"source\" {\n  provider = aws.account_111111111111\n", policies.ToTerraform(), StringComparison.Ordinal);
        Assert.Contains("Type: AWS::IAM::ManagedPolicy\n", policies.ToCloudFormation()["111111111111"], StringComparison.Ordinal);
        Assert.DoesNotContain("AWS::IAM::RolePolicy", policies.ToCloudFormation()["111111111111"], StringComparison.Ordinal);
    }

    [Fact]
    public void The_policy_of_a_role_whose_name_begins_like_a_path_of_AWS_is_its_own()
    {
        ChainPolicies policies = Ask.Chain(Hub).GeneratePolicies("arn:aws:iam::111111111111:role/aws-app");

        Assert.Contains("resource \"aws_iam_role_policy\" \"source\"", policies.ToTerraform(), StringComparison.Ordinal);
        Assert.Contains("Type: AWS::IAM::RolePolicy\n", policies.ToCloudFormation()["111111111111"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("arn:aws:iam::111111111111:role/team/App")]
    [InlineData("arn:aws:sts::111111111111:assumed-role/App/orders")]
    public async Task A_chain_that_comes_back_to_the_role_that_begins_it_works_with_the_accounts_that_are_generated_for_it(string source)
    {
        const string App = "arn:aws:iam::111111111111:role/team/App";
        RoleChain chain = Ask.Chain(Hub, App);

        string accounts = chain.GeneratePolicies(source).ToJson();

        IamSnapshot snapshot = Attempt.Read(accounts);
        Assert.Equal([App, Hub], snapshot.Roles.Select(role => role.Arn).Order(StringComparer.Ordinal));
        Assert.True(snapshot.Evaluate(chain, App).IsAllowed);
        await using LocalSts sts = LocalSts.CreateInMemory();
        sts.Load(accounts);
        Assert.Equal(2, sts.Roles.Count);
    }
}
