using Amazon.SecurityToken.Model;

namespace RoleChaining.Planning;

public sealed class SessionPolicyRulesTests
{
    [Theory]
    [InlineData(The.Policy, true)]
    [InlineData("{}", true)]
    [InlineData("{\t\"a\":\r\n\"\u00ff\"}", true)]
    [InlineData("{\"a\":\"\u0100\"}", false)]
    [InlineData("", false)]
    [InlineData(" \n", false)]
    [InlineData("[]", false)]
    [InlineData("\"text\"", false)]
    [InlineData("{", false)]
    [InlineData("{\"a\":1,}", false)]
    public void A_policy_is_a_JSON_object_of_the_characters_that_STS_takes(string policy, bool accepted) =>
        Check.Hop(accepted, "Policy", hop => hop.Policy = policy);

    [Fact]
    public void How_large_a_policy_may_be_is_left_to_STS() =>
        Check.Accepted(Some.Chain(hop => hop.Policy = $$"""{"a":"{{Some.Text(5000)}}"}"""));

    [Fact]
    public void A_broken_policy_is_told_its_place_and_nothing_of_it() =>
        Assert.Equal(
            "hop 1 of 1: Policy is no valid JSON (line 2, byte 7); write it as IAM shows it.",
            Check.Refused(Some.Chain(hop => hop.Policy = "{\n \"a\": secret}"), "Hops:0:Policy").Message);

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void Ten_managed_policies_at_most(int count, bool accepted) =>
        Check.Hop(accepted, "PolicyArns", hop =>
        {
            for (int i = 0; i < count; i++)
            {
                hop.PolicyArns.Add($"arn:aws:iam::222222222222:policy/P{i}");
            }
        });

    [Theory]
    [InlineData("arn:aws:iam::aws:policy/ReadOnlyAccess", true)]
    [InlineData("arn:aws:iam::aws:policy/job-function/ViewOnlyAccess", true)]
    [InlineData("arn:aws:iam::222222222222:policy/mine", true)]
    [InlineData("arn:aws:iam::333333333333:policy/theirs", false)]
    [InlineData("arn:aws-cn:iam::aws:policy/ReadOnlyAccess", false)]
    [InlineData("arn:gcp:iam::aws:policy/ReadOnlyAccess", false)]
    [InlineData("arn:aws:iam::222222222222:role/mine", false)]
    [InlineData("arn:aws:iam::222222222222:policy/", false)]
    [InlineData("arn:aws:iam::222222222222:policy/a b", false)]
    [InlineData("arn:aws:iam::22222222222:policy/mine", false)]
    [InlineData("arn:aws:iam:eu-west-1:222222222222:policy/mine", false)]
    [InlineData("arn:aws:s3::222222222222:policy/mine", false)]
    [InlineData("ReadOnlyAccess", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_managed_policy_is_of_the_role_s_account_or_of_AWS(string? arn, bool accepted) =>
        Check.Hop(accepted, "PolicyArns:0", hop => hop.PolicyArns.Add(arn!));

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void A_managed_policy_s_name_has_128_characters_at_most(int length, bool accepted) =>
        Check.Hop(accepted, "PolicyArns:0", hop => hop.PolicyArns.Add($"arn:aws:iam::aws:policy/{Some.Text(length)}"));

    [Theory]
    [InlineData(2048, true)]
    [InlineData(2049, false)]
    public void A_managed_policy_s_ARN_has_2048_characters_at_most(int length, bool accepted)
    {
        const string Start = "arn:aws:iam::aws:policy/";
        Check.Hop(accepted, "PolicyArns:0", hop => hop.PolicyArns.Add($"{Start}{Some.Text(length - Start.Length - 2)}/P"));
    }

    [Fact]
    public void A_managed_policy_stands_once() =>
        Check.Refused(
            Some.Chain(hop =>
            {
                hop.PolicyArns.Add("arn:aws:iam::aws:policy/ReadOnlyAccess");
                hop.PolicyArns.Add("arn:aws:iam::aws:policy/ReadOnlyAccess");
            }),
            "Hops:0:PolicyArns:1",
            "listed before");

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, false)]
    public void Five_contexts_at_most(int count, bool accepted) =>
        Check.Hop(accepted, "ProvidedContexts", hop =>
        {
            for (int i = 0; i < count; i++)
            {
                hop.ProvidedContexts.Add(Context());
            }
        });

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(2048, true)]
    [InlineData(2049, false)]
    public void An_assertion_has_4_to_2048_characters(int length, bool accepted) =>
        Check.Hop(accepted, "ProvidedContexts:0:ContextAssertion", hop => hop.ProvidedContexts.Add(Context(assertion: Some.Text(length))));

    [Theory]
    [InlineData(19, false)]
    [InlineData(20, true)]
    [InlineData(2048, true)]
    [InlineData(2049, false)]
    public void A_provider_has_20_to_2048_characters(int length, bool accepted) =>
        Check.Hop(
            accepted,
            "ProvidedContexts:0:ProviderArn",
            hop => hop.ProvidedContexts.Add(Context(provider: $"arn:aws:iam::aws:{Some.Text(length - 17)}")));

    [Fact]
    public void A_provider_is_an_ARN() =>
        Check.Hop(false, "ProvidedContexts:0:ProviderArn", hop => hop.ProvidedContexts.Add(Context(provider: "an-identity-center-of-mine")));

    [Fact]
    public void A_context_that_is_null_or_half_is_told()
    {
        Check.Hop(false, "ProvidedContexts:0", hop => hop.ProvidedContexts.Add(null!));
        Check.Hop(false, "ProvidedContexts:0", hop => hop.ProvidedContexts.Add(new ProvidedContext { ProviderArn = "arn:aws:iam::aws:contextProvider/x" }));
    }

    private static ProvidedContext Context(string provider = "arn:aws:iam::aws:contextProvider/IdentityCenter", string assertion = "token") =>
        new() { ProviderArn = provider, ContextAssertion = assertion };
}
