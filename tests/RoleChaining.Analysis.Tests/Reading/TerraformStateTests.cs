namespace RoleChaining.Reading;

/// <summary>terraform.tfstate is a state of version 4, and state.json what <c>terraform show -json</c> prints of it.</summary>
public sealed class TerraformStateTests
{
    [Theory]
    [InlineData("""{ "format_version": "2.0", "values": { "root_module": {} } }""", "its format_version is 2.0, and only 1 is understood")]
    [InlineData("""{ "version": 5, "terraform_version": "3.0.0", "resources": [] }""", "it is a state of version 5, and only 4 is understood")]
    [InlineData("""{ "format_version": "1", "values": { "root_module": {} } }""", null)]
    [InlineData("""{ "format_version": "1.9", "values": { "root_module": {} } }""", null)]
    [InlineData("""{ "version": 4, "terraform_version": "1.11.4", "resources": [] }""", null)]
    public void A_version_that_is_not_understood_is_noted(string text, string? note)
    {
        IReadOnlyList<string> notes = IamSnapshot.Parse(text, "state.json").Notes;

        Assert.Equal(note is null ? [] : [$"state.json: {note}: what is read of it may be wrong."], notes);
    }

    private const string Hub = "arn:aws:iam::222222222222:role/team/Hub";
    private const string First = "arn:aws:iam::222222222222:role/Worker-0";
    private const string Second = "arn:aws:iam::222222222222:role/Worker-1";
    private const string Audit = "arn:aws:iam::333333333333:role/Audit";
    private const string Green = "arn:aws:iam::333333333333:role/Deploy-green";

    [Theory]
    [InlineData("state.json")]
    [InlineData("terraform.tfstate")]
    public void A_state_has_the_roles_of_all_accounts(string file)
    {
        IamSnapshot state = IamSnapshot.Load(TestFiles.Find(file));

        Assert.Equal(
            [
                "arn:aws:iam::222222222222:role/Auditor", First, Second, Hub, Audit,
                "arn:aws:iam::333333333333:role/Auditor", "arn:aws:iam::333333333333:role/Deploy-blue",
                Green,
            ],
            state.Roles.Select(role => role.Arn).Order(StringComparer.Ordinal));
        Assert.Equal(TimeSpan.FromHours(2), state.Role(Hub).MaxSessionDuration);
        Assert.Equal([KeyValuePair.Create("team", "platform")], state.Role(Hub).Tags);
        Assert.Null(state.Role(Hub).Boundary);
        Assert.Single(state.OidcProviders);
        Assert.Empty(state.Notes);
    }

    [Theory]
    [InlineData("state.json")]
    [InlineData("terraform.tfstate")]
    public void A_chain_is_decided_by_a_state_alone(string file)
    {
        IamSnapshot state = IamSnapshot.Load(TestFiles.Find(file));

        Assert.True(state.Lets(Hub, Ask.Alice).IsAllowed);
        Assert.True(state.Evaluate(Ask.Chain(Audit), Hub).IsAllowed);
        Assert.True(state.Evaluate(Ask.Chain(Green), Second).IsAllowed);
        Assert.Equal(IamOutcome.Denied, state.Evaluate(Ask.Chain(Green), First).Outcome);
    }

    [Theory]
    [InlineData("state.json")]
    [InlineData("terraform.tfstate")]
    public void Of_two_roles_with_one_name_a_policy_belongs_to_the_one_that_it_was_made_from(string file)
    {
        IamSnapshot state = IamSnapshot.Load(TestFiles.Find(file));

        Assert.True(state.Role("arn:aws:iam::222222222222:role/Auditor").May("sts:AssumeRole", Audit).IsAllowed);
        IamDecision decision = state.Role("arn:aws:iam::333333333333:role/Auditor").May("s3:GetObject");
        Assert.Contains("denies", decision.Decisive!.Policy!.Name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"format_version\": \"1.0\" }", true)]
    [InlineData("{ \"format_version\": \"1.0\", \"terraform_version\": \"1.11.4\" }", true)]
    [InlineData("{ \"version\": 4, \"terraform_version\": \"1.11.4\", \"resources\": [] }", true)]
    [InlineData("{ \"format_version\": \"1.0\", \"valid\": true }", false)] // terraform validate -json
    [InlineData("{ \"terraform_version\": \"1.11.4\" }", false)]
    public void A_state_may_be_empty(string text, bool isState)
    {
        Exception? exception = Record.Exception(() => Assert.Empty(IamSnapshot.Parse(text, "state.json").Roles));

        Assert.Equal(isState ? null : typeof(FormatException), exception?.GetType());
    }

    [Fact]
    public void A_policy_that_may_belong_to_two_roles_of_one_name_leaves_both_unknown()
    {
        using TestFiles files = new();
        string text = TestFiles.Read("terraform.tfstate")
            .Replace("\"aws_iam_role.auditor\"", "\"aws_iam_role.other\"", StringComparison.Ordinal);

        IamSnapshot state = IamSnapshot.Load(files.Write("terraform.tfstate", text));

        state.AssertNote("the account of aws_iam_role_policy.auditor is not known; write ACCOUNT=FILE.");
        Assert.Equal(IamOutcome.Unknown, state.Role("arn:aws:iam::222222222222:role/Auditor").May("sts:AssumeRole", Audit).Outcome);
    }

    [Fact]
    public void What_other_policies_a_role_has_that_is_in_no_file_is_not_known()
    {
        const string text = """
            {
              "version": 4, "terraform_version": "1.11.4", "serial": 1,
              "resources": [
                {
                  "mode": "managed", "type": "aws_iam_role_policy", "name": "a",
                  "provider": "provider[\"registry.terraform.io/hashicorp/aws\"]",
                  "instances": [{ "attributes": { "name": "reads", "role": "Hub",
                    "policy": "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}}" } }]
                }
              ]
            }
            """;
        using TestFiles files = new();
        string path = files.Write("terraform.tfstate", text);

        IamRole hub = IamSnapshot.Load($"222222222222={path}").Role("arn:aws:iam::222222222222:role/Hub");

        Assert.Equal("reads", Assert.Single(hub.Policies.Policies).Name.Split(' ')[2]);
        Assert.Equal(IamOutcome.Unknown, hub.May("sts:AssumeRole", Audit).Outcome);
        IamSnapshot.Load(path).AssertNote("the account of aws_iam_role_policy.a is not known; write ACCOUNT=FILE.");
    }

    [Theory]
    [InlineData("aws_iam_role_policy_attachment.a", """{ "role": "Hub", "policy_arn": "" }""", "policy_arn of aws_iam_role_policy_attachment.a")]
    [InlineData("aws_iam_role_policy_attachment.a", """{ "role": "Hub" }""", "policy_arn of aws_iam_role_policy_attachment.a")]
    [InlineData("aws_iam_policy_attachment.a", """{ "roles": ["Hub"], "policy_arn": "" }""", "policy_arn of aws_iam_policy_attachment.a")]
    public void A_policy_whose_ARN_was_taken_out_of_a_file_is_unknown(string address, string values, string missing)
    {
        using TestFiles files = new();
        string file = files.Write("state.json", TerraformText.State(
            TerraformText.Resource("aws_iam_role.hub", """{ "name": "Hub", "arn": "arn:aws:iam::222222222222:role/Hub", "assume_role_policy": "" }"""),
            TerraformText.Resource(address, values)));

        Assert.Equal(
            [$"the managed policy {missing} in {file} (not set)"],
            IamSnapshot.Load($"222222222222={file}").Role("arn:aws:iam::222222222222:role/Hub").May("s3:GetObject").Missing);
    }
}
