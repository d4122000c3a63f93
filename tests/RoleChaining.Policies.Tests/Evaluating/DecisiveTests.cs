using static RoleChaining.Call;

namespace RoleChaining.Evaluating;

/// <summary>Which layers a decision depends on, and which one it is told by.</summary>
public sealed class DecisiveTests
{
    private static readonly IamContextValues Unknowns = new(unknown: true);

    [Fact]
    public void An_explicit_deny_is_all_that_a_denial_depends_on()
    {
        IamDecision decision = new Call { Trust = Trusts(Alice), Identity = Holds(effect: "Deny"), Boundary = Holds() }.Decide();
        Assert.Equal((IamOutcome.Denied, IamPolicyKind.Identity), (decision.Outcome, decision.Decisive!.Kind));
        Assert.Equal([IamPolicyKind.Identity], Binding(decision));
    }

    [Fact]
    public void Where_nothing_allows_a_call_it_depends_on_all_that_would_have_to()
    {
        IamDecision decision = new Call { Trust = Trusts(Account), Boundary = Holds() }.Decide();
        Assert.Equal((IamOutcome.Denied, IamPolicyKind.Identity), (decision.Outcome, decision.Decisive!.Kind));
        Assert.Equal([IamPolicyKind.Trust, IamPolicyKind.Identity, IamPolicyKind.PermissionsBoundary], Binding(decision));
    }

    [Fact]
    public void An_allowed_call_is_told_by_the_first_that_grants_it_and_not_by_what_only_limits_it()
    {
        IamPolicyLayer control = Layer(IamPolicyKind.ServiceControl, Holds());
        IamDecision byTrust = new Call { Trust = Trusts(Alice), Identity = Holds(), ServiceControl = [control] }.Decide();
        Assert.Equal((IamOutcome.Allowed, IamPolicyKind.Trust), (byTrust.Outcome, byTrust.Decisive!.Kind));
        Assert.Equal([IamPolicyKind.ServiceControl, IamPolicyKind.Trust], Binding(byTrust));

        IamDecision byIdentity = new Call { Action = "s3:GetObject", Resource = Bucket, Identity = Holds(), ServiceControl = [control] }.Decide();
        Assert.Equal((IamOutcome.Allowed, IamPolicyKind.Identity), (byIdentity.Outcome, byIdentity.Decisive!.Kind));
    }

    [Fact]
    public void An_unknown_call_is_told_by_what_is_unknown_and_not_by_what_allows_it()
    {
        IamDecision decision = new Call { Trust = Trusts(Account), Identity = Unsure(), Boundary = Holds(), Context = Unknowns }.Decide();
        Assert.Equal((IamOutcome.Unknown, IamPolicyKind.Identity), (decision.Outcome, decision.Decisive!.Kind));
        Assert.Equal([IamPolicyKind.Trust, IamPolicyKind.Identity, IamPolicyKind.PermissionsBoundary], Binding(decision));
        Assert.Equal(["the condition key aws:SourceIp"], decision.Missing);
    }

    [Fact]
    public void What_is_unknown_and_does_not_matter_is_not_missing()
    {
        IamDecision decision = new Call
        {
            Trust = Trusts(Alice), Identity = Unsure(), ServiceControl = [new IamPolicyLayer("the root's", [], "the policy p-1")], Context = Unknowns,
        }.Decide();
        Assert.Equal((IamOutcome.Unknown, IamPolicyKind.ServiceControl), (decision.Outcome, decision.Decisive!.Kind));
        Assert.Equal(["the policy p-1"], decision.Missing);
    }

    [Fact]
    public void A_role_that_a_service_made_for_itself_is_free_of_control_policies_as_a_caller_and_as_a_target()
    {
        const string Linked = "arn:aws:iam::111111111111:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS";
        IamPolicyLayer none = Layer(IamPolicyKind.ServiceControl, Holds(effect: "Deny"));
        IamPolicyLayer noResources = Layer(IamPolicyKind.ResourceControl, Statement("Deny", "*", """ "Principal":"*","Resource":"*" """));
        Assert.True(new Call
        {
            Caller = Linked, Action = "s3:GetObject", Resource = Bucket, Identity = Holds(), ServiceControl = [none], ResourceControl = [noResources],
        }.Decide().IsAllowed);
        Assert.True(new Call { Trust = Trusts(Alice), Resource = Linked, ResourceControl = [noResources] }.Decide().IsAllowed);
        Assert.False(new Call { Trust = Trusts(Alice), Resource = Linked, ServiceControl = [none] }.Decide().IsAllowed);
        Assert.False(new Call { Trust = Trusts(Alice), ResourceControl = [noResources] }.Decide().IsAllowed);
    }

    [Fact]
    public void The_account_of_the_resource_is_the_one_that_is_given_or_else_that_of_its_ARN()
    {
        // Across accounts, the resource's policy has to allow the call too.
        Assert.True(Reads("arn:aws:sqs:eu-west-1:111111111111:queue", account: null));
        Assert.False(Reads("arn:aws:sqs:eu-west-1:222222222222:queue", account: null));
        Assert.False(Reads("arn:aws:sqs:eu-west-1:111111111111:queue", account: OtherAccount));
        Assert.True(Reads("arn:aws:s3:::bucket", account: null)); // no ARN of S3 tells it
    }

    [Fact]
    public void A_resource_whose_policy_is_needed_and_not_given_is_named()
    {
        IamDecision decision = IamEvaluator.Evaluate(Request("arn:aws:sqs:eu-west-1:222222222222:queue", account: null));
        Assert.Equal("the policy of arn:aws:sqs:eu-west-1:222222222222:queue", decision.Decisive!.Name);
        Assert.DoesNotContain(
            IamEvaluator.Evaluate(Request("arn:aws:sqs:eu-west-1:111111111111:queue", account: null)).Layers, layer => layer.Kind == IamPolicyKind.Resource);
    }

    [Theory]
    [InlineData("arn:aws:s3:::secret/key", false)]
    [InlineData("arn:aws:s3:::open/key", true)]
    public void A_statement_may_be_about_all_resources_but_some(string resource, bool isAllowed)
    {
        string identity = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","NotResource":["arn:aws:s3:::secret","arn:aws:s3:::secret/*"]}}""";
        Assert.Equal(isAllowed, new Call { Action = "s3:GetObject", Resource = resource, Identity = identity }.Decide().IsAllowed);
    }

    [Fact]
    public void A_layer_says_in_one_sentence_what_it_decides()
    {
        IamDecision denied = new Call { Trust = Trusts(Account), Identity = Unmet() }.Decide();
        Assert.Equal(
            "Denied. the Identity policies: no statement allows it; statement 1 of Identity, line 1 of its text, would if StringEquals "
            + "aws:RequestTag/Team \"a\", but the call has no such key",
            denied.ToString());
        Assert.Equal(
            "Unknown. the Identity policies: unknown, because the condition key aws:SourceIp is not known",
            new Call { Trust = Trusts(Account), Identity = Unsure(), Context = Unknowns }.Decide().ToString());
    }

    private static bool Reads(string resource, string? account) => IamEvaluator.Evaluate(Request(resource, account)).IsAllowed;

    private static IamRequest Request(string resource, string? account) => new()
    {
        Principal = IamPrincipal.Parse(Alice),
        Action = "sqs:ReceiveMessage",
        Resource = resource,
        ResourceAccountId = account,
        Context = new IamContextValues(),
        Identity = Layer(IamPolicyKind.Identity, Holds()),
    };

    private static string Unsure() => """
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}}
        """;

    private static string Unmet() => """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:RequestTag/Team":"a"}}}}""";

    private static IEnumerable<IamPolicyKind> Binding(IamDecision decision) => decision.Layers.Where(layer => layer.Binds).Select(layer => layer.Kind);
}
