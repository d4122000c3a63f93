namespace RoleChaining.Reading;

/// <summary>The same template in YAML with short tags, and in JSON. It is valid, but for the linter's view of 011111111111.</summary>
public sealed class CloudFormationTests
{
    private const string Hub = "arn:aws:iam::222222222222:role/platform/Hub-platform";
    private const string Reader = "arn:aws:iam::222222222222:role/Reader";
    private const string Tenant = "arn:aws:iam::222222222222:role/Tenant";
    private const string Deploy = "arn:aws:iam::333333333333:role/Deploy";
    private const string Audit = "arn:aws:iam::333333333333:role/Audit";
    private const string Outsider = "arn:aws:iam::011111111111:user/alice";

    public static TheoryData<string> Forms => ["template.yaml", "template.json"];

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_role_has_the_name_and_path_that_functions_come_to(string file)
    {
        IamRole hub = Load(file).Role(Hub);

        Assert.StartsWith("Hub in ", hub.Origin, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromHours(2), hub.MaxSessionDuration);
        Assert.Equal([KeyValuePair.Create("team", "platform")], hub.Tags);
        Assert.Equal("arn:aws:iam::222222222222:policy/limits/HubBoundary", Assert.Single(hub.Boundary!.Policies).Name);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void An_account_id_with_a_leading_zero_is_no_number(string file)
    {
        IamSnapshot stack = Load(file);

        Assert.True(stack.Lets(Hub, Outsider).IsAllowed);
        Assert.Equal(IamOutcome.Denied, stack.Lets(Hub, Ask.Mallory).Outcome);
        Assert.Equal("2012-10-17", Assert.Single(stack.Role(Hub).Trust.Policies).Version);
        Assert.Single(stack.Role(Hub).Trust.Policies[0].Statements);  // the other is AWS::NoValue
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Inline_and_managed_policies_come_together_wherever_they_stand(string file)
    {
        IamRole hub = Load(file).Role(Hub);

        Assert.Null(hub.Policies.Missing);
        Assert.True(hub.May("sts:AssumeRole", Audit).IsAllowed);
        Assert.True(hub.May("sts:AssumeRole", Deploy).IsAllowed);  // a managed policy without a name, before the role
        Assert.Equal(IamOutcome.Denied, hub.May("sts:AssumeRole", "arn:aws:iam::333333333333:role/Other").Outcome);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_property_that_comes_to_no_value_is_not_there(string file)
    {
        IamRole reader = Load(file).Role(Reader);

        Assert.Null(reader.Boundary);
        Assert.True(reader.May("s3:GetObject").IsAllowed);  // from AWS::IAM::Policy
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_list_parameter_and_the_ARN_of_another_role_are_principals(string file)
    {
        IamSnapshot stack = Load(file);

        Assert.True(stack.Lets(Reader, Ask.Alice).IsAllowed);
        Assert.True(stack.Lets(Reader, Ask.Mallory).IsAllowed);
        Assert.True(stack.Lets(Reader, Hub).IsAllowed);
        Assert.Equal(IamOutcome.Denied, stack.Lets(Reader, Outsider).Outcome);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_role_whose_condition_does_not_hold_is_not_made(string file) =>
        Assert.Null(Load(file).FindRole("arn:aws:iam::222222222222:role/Auditor"));

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_role_whose_condition_is_not_known_is_unknown(string file)
    {
        IamDecision decision = Load(file).Lets("arn:aws:iam::222222222222:role/Limited", Outsider);

        Assert.Equal(IamOutcome.Unknown, decision.Outcome);
        Assert.Contains("the condition IsLimited of Limited in ", Assert.Single(decision.Missing), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_policy_with_a_parameter_that_has_no_default_is_unknown(string file)
    {
        IamDecision decision = Load(file).Lets(Tenant, Outsider, "tenant-7");

        Assert.Equal(IamOutcome.Unknown, decision.Outcome);
        Assert.Contains("the trust policy of Tenant in ", Assert.Single(decision.Missing), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_role_without_a_name_is_only_noted(string file)
    {
        IamSnapshot stack = Load(file);

        Assert.Equal(5, stack.Roles.Count);
        string note = Assert.Single(stack.Notes);
        Assert.Contains(file, note, StringComparison.Ordinal);
        Assert.EndsWith("Generated has no name of its own, so its ARN is known only after the deployment.", note, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_provider_is_what_a_Ref_to_it_names(string file)
    {
        IamSnapshot stack = Load(file);

        IamOidcProvider provider = Assert.Single(stack.OidcProviders);
        Assert.Equal("arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com", provider.Arn);
        Assert.Equal(["sts.amazonaws.com"], provider.Audiences);
        IamPolicy trust = Assert.Single(stack.Role("arn:aws:iam::222222222222:role/Pipeline").Trust.Policies);
        Assert.Contains($"\"Federated\":\"{provider.Arn}\"", trust.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_user_has_the_policies_of_its_group_and_variables_of_the_policy_are_left_alone(string file)
    {
        IamUser? alice = Load(file).FindUser("arn:aws:iam::222222222222:user/alice");

        Assert.Equal(IamOutcome.Denied, alice.May("sts:AssumeRole", Hub).Outcome);  // the variable has no value
        Assert.True(alice.May("sts:AssumeRole", Hub, userName: "alice").IsAllowed);
        Assert.True(alice.May("s3:GetObject").IsAllowed);
        Assert.Equal(IamOutcome.Denied, alice.May("sts:AssumeRole", Tenant, userName: "alice").Outcome);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_chain_within_the_stack_is_allowed(string file)
    {
        IamSnapshot stack = Load(file);

        Assert.True(stack.Evaluate(Ask.Chain(Reader), Hub).IsAllowed);
        Assert.Equal(IamOutcome.Denied, stack.Evaluate(Ask.Chain(Reader), "arn:aws:iam::222222222222:role/Tenant").Outcome);
    }

    [Fact]
    public void Without_an_account_nothing_is_guessed()
    {
        IamSnapshot stack = IamSnapshot.Load(TestFiles.Find("template.yaml"));

        Assert.Empty(stack.Roles);
        stack.AssertNote("the account of Hub is not known; write ACCOUNT=FILE.");
    }

    [Fact]
    public void A_role_of_the_chain_with_the_name_tells_the_account_and_a_note_says_so()
    {
        IamSnapshot stack = IamSnapshot.Load([TestFiles.Find("template.yaml")], Ask.Chain(Tenant, Deploy));

        Assert.Equal(IamOutcome.Unknown, stack.Lets(Tenant, Outsider).Outcome);
        Assert.NotNull(stack.FindRole(Hub));
        stack.AssertNote("the role Tenant is taken for arn:aws:iam::222222222222:role/Tenant", "write ACCOUNT=FILE");
    }

    [Theory]
    [InlineData("Path: !Ref Unknown", "the path of Hub is known only after the deployment.")]
    [InlineData("Path: !Sub '/${Unknown}/'", "the path of Hub is known only after the deployment.")]
    public void A_path_that_is_not_known_is_not_taken_for_none(string property, string note)
    {
        IamSnapshot stack = Parse(Role(property));

        Assert.Empty(stack.Roles);
        stack.AssertNote(note);
    }

    [Fact]
    public void A_longest_session_that_is_not_known_is_not_taken_for_an_hour()
    {
        Assert.Null(Assert.Single(Parse(Role("MaxSessionDuration: !Ref Unknown")).Roles).MaxSessionDuration);
        Assert.Equal(TimeSpan.FromHours(1), Assert.Single(Parse(Role("MaxSessionDuration: !Ref AWS::NoValue")).Roles).MaxSessionDuration);
    }

    [Theory]
    [InlineData("ManagedPolicyArns: [!Ref Unknown]")]
    [InlineData("ManagedPolicyArns: !Ref Unknown")]
    [InlineData("ManagedPolicyArns: ['{{resolve:ssm:/policy}}']")]
    [InlineData("ManagedPolicyArns: [!Sub '{{resolve:ssm:/policy}}']")]
    [InlineData("ManagedPolicyArns: [!Ref Stored]")]
    [InlineData("ManagedPolicyArns: [!ImportValue policy]")]
    [InlineData("Policies: [{ PolicyName: a, PolicyDocument: !Ref Unknown }]")]
    public void A_policy_that_is_known_only_after_the_deployment_is_missing(string property)
    {
        IamDecision decision = Assert.Single(Parse(Role(property)).Roles).May("s3:GetObject");

        Assert.Equal(IamOutcome.Unknown, decision.Outcome);
        Assert.All(decision.Missing, missing => Assert.Contains("Hub in ", missing, StringComparison.Ordinal));
    }

    [Fact]
    public void A_policy_may_belong_to_a_role_whose_name_is_a_parameter()
    {
        IamSnapshot stack = Parse(Role("MaxSessionDuration: 3600") + """

              Given:
                Type: AWS::IAM::Policy
                Properties:
                  PolicyName: given
                  Roles: [!Ref Unknown]
                  PolicyDocument: { Version: 2012-10-17, Statement: { Effect: Deny, Action: "*", Resource: "*" } }
            """);

        Assert.Equal(IamOutcome.Unknown, Assert.Single(stack.Roles).May("s3:GetObject").Outcome);
        stack.AssertNote("Given belongs to a role that is known only after the deployment.");
    }

    [Fact]
    public void Roles_of_a_list_parameter_all_have_the_policy()
    {
        IamSnapshot stack = Parse(Role("MaxSessionDuration: 3600") + """

              Given:
                Type: AWS::IAM::ManagedPolicy
                Properties:
                  Roles: !Ref Names
                  PolicyDocument: { Version: 2012-10-17, Statement: { Effect: Allow, Action: "s3:*", Resource: "*" } }
            """);

        Assert.True(stack.Role("arn:aws:iam::222222222222:role/Hub").May("s3:GetObject").IsAllowed);
        Assert.Equal(IamOutcome.Unknown, stack.Role("arn:aws:iam::222222222222:role/Other").May("s3:GetObject").Outcome);
    }

    [Fact]
    public void What_makes_other_resources_is_noted()
    {
        const string text = """
            Transform: [AWS::Serverless-2016-10-31, OwnMacro]
            Resources:
              Function: { Type: AWS::Serverless::Function, Properties: { Handler: a } }
              Nested: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: a } }
              Fn::ForEach::Names: [Name, [a], { "Role${Name}": { Type: AWS::IAM::Role } }]
            """;

        IamSnapshot stack = Parse(text);

        stack.AssertNote("the role that SAM makes for Function is not known.");
        stack.AssertNote("the template is changed by the macro OwnMacro");
        stack.AssertNote("Nested is a stack of its own");
        stack.AssertNote("the resources of Fn::ForEach::Names are not read.");
    }

    [Theory]
    [InlineData("SERVICE_CONTROL_POLICY", "", true, false)]
    [InlineData("RESOURCE_CONTROL_POLICY", "Principal: \"*\", ", false, true)]
    [InlineData("TAG_POLICY", "", false, false)]
    public void A_control_policy_binds_the_accounts_that_it_is_attached_to(string type, string principal, bool isService, bool isResource)
    {
        IamSnapshot stack = Parse($$"""
            Parameters:
              Unknown: { Type: String }
            Resources:
              Guard:
                Type: AWS::Organizations::Policy
                Properties:
                  Name: guard
                  Type: {{type}}
                  TargetIds: ["222222222222", !Ref Unknown]
                  Content: { Version: 2012-10-17, Statement: { Effect: Deny, {{principal}}Action: sts:AssumeRole, Resource: "*" } }
            """);

        Assert.Equal((isService, isResource), (stack.HasServiceControl, stack.HasResourceControl));
        Assert.Equal(isService, Denies(stack.FindServiceControl("222222222222")));
        Assert.Equal(isResource, Denies(stack.FindResourceControl("222222222222")));
        Assert.False(Denies(stack.FindServiceControl("333333333333")));
        if (isService || isResource)
        {
            stack.AssertNote("Guard is attached to what is known only after the deployment.");
        }

        static bool Denies(IEnumerable<IamPolicyLayer> layers) =>
            layers.Any(layer => layer.Policies.Any(policy => policy.Statements.Any(statement => statement.Effect == IamEffect.Deny)));
    }

    [Theory]
    [InlineData("!Select [1, !Split ['-', a-Second-c]]", "Second")]
    [InlineData("!FindInMap [Names, !Ref Stage, hub]", "Mapped")]
    [InlineData("!Join ['', [Jo, ined]]", "Joined")]
    [InlineData("!Select [3, [a, b]]", null)]
    [InlineData("!FindInMap [Names, test, hub]", null)]
    public void A_name_is_what_its_functions_come_to(string function, string? name)
    {
        IamSnapshot stack = Parse($$"""
            Parameters:
              Stage: { Type: String, Default: prod }
            Mappings: { Names: { prod: { hub: Mapped } } }
            Resources:
              A:
                Type: AWS::IAM::Role
                Properties:
                  RoleName: {{function}}
                  AssumeRolePolicyDocument: { Version: 2012-10-17, Statement: { Effect: Allow, Principal: { AWS: "*" }, Action: sts:AssumeRole } }
            """);

        Assert.Equal(name is null ? [] : [$"arn:aws:iam::222222222222:role/{name}"], stack.Roles.Select(role => role.Arn));
    }

    [Fact]
    public void A_template_that_refers_to_itself_comes_to_an_end()
    {
        const string text = """
            Resources:
              A: { Type: AWS::IAM::Role, Properties: { RoleName: !Sub "${A}${A}" } }
            Conditions:
              C: !And [!Condition C, !Condition C]
            """;

        Parse(text).AssertNote("the name of A is known only after the deployment");
    }

    private static string Role(string property) => $$"""
        Parameters:
          Unknown: { Type: String }
          Stored: { Type: "AWS::SSM::Parameter::Value<String>", Default: /policy }
          Names: { Type: CommaDelimitedList, Default: "Hub, Other" }
        Resources:
          Hub:
            Type: AWS::IAM::Role
            Properties:
              RoleName: Hub
              AssumeRolePolicyDocument:
                Version: 2012-10-17
                Statement: { Effect: Allow, Principal: { AWS: "*" }, Action: sts:AssumeRole }
              {{property}}
        """;

    private static IamSnapshot Load(string file) => IamSnapshot.Load($"222222222222={TestFiles.Find(file)}");

    private static IamSnapshot Parse(string text)
    {
        using TestFiles files = new();
        return IamSnapshot.Load($"222222222222={files.Write("template.yaml", text)}");
    }
}
