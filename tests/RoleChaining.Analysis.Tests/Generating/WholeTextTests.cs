namespace RoleChaining.Generating;

/// <summary>
/// Generated files, to the letter: people read them, and keep them under version control. With <c>ROLE_CHAINING_APPROVE</c> set to a folder,
/// the texts are written there instead.
/// </summary>
public sealed class WholeTextTests
{
    [Theory]
    [InlineData("user")]
    [InlineData("role")]
    [InlineData("permission-set")]
    [InlineData("nobody")]
    public void The_policies_of_a_chain_are_written_as_they_were_approved(string source)
    {
        ChainPolicies policies = Generate(source);

        AssertApproved($"{source}.tf", policies.ToTerraform());
        AssertApproved($"{source}.json", policies.ToJson());
        foreach ((string account, string template) in policies.ToCloudFormation())
        {
            AssertApproved($"{source}-{account}.yaml", template);
        }
    }

    private static ChainPolicies Generate(string source)
    {
        RoleChainOptions options = new() { Region = "eu-west-1" };
        switch (source)
        {
            case "user":
                options.Hops.Add(new RoleHopOptions
                {
                    RoleArn = "arn:aws:iam::222222222222:role/teams/Hub-Role",
                    ExternalId = "an-id",
                    SourceIdentity = "alice",
                    SessionName = "2nd",
                    Duration = TimeSpan.FromHours(2),
                });
                options.Hops[0].Tags.Add("Team", "blue", transitive: true);
                options.Hops[0].Tags.Add("Stage", "", transitive: false);
                options.Hops.Add(new RoleHopOptions { RoleArn = "arn:aws:iam::333333333333:role/Hub.Role" });
                options.Hops.Add(new RoleHopOptions { RoleArn = "arn:aws:iam::333333333333:role/2nd" });
                return Attempt.Plan(options).GeneratePolicies(
                    "arn:aws:iam::111111111111:user/people/alice", new ChainPolicyOptions { OrganizationId = "o-1" });

            case "role":
                options.Hops.Add(new RoleHopOptions { RoleArn = "arn:aws:iam::222222222222:role/Hub" });
                return Attempt.Plan(options).GeneratePolicies("arn:aws:sts::111111111111:assumed-role/App/orders");

            case "permission-set":
                options.Hops.Add(new RoleHopOptions { RoleArn = "arn:aws:iam::222222222222:role/Hub" });
                return Attempt.Plan(options).GeneratePolicies(
                    "arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef");

            default:
                options.Hops.Add(new RoleHopOptions { RoleArn = "arn:aws:iam::222222222222:role/Source", ExternalId = "an-id" });
                return Attempt.Plan(options).GeneratePolicies();
        }
    }

    private static void AssertApproved(string name, string text)
    {
        if (Environment.GetEnvironmentVariable("ROLE_CHAINING_APPROVE") is { Length: > 0 } folder)
        {
            File.WriteAllText(Path.Combine(folder, name), text);
            return;
        }

        string approved = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Generating", "Approved", name));
        Assert.Equal(approved.ReplaceLineEndings("\n"), text);
    }
}
