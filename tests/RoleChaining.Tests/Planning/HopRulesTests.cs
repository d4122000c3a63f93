using Amazon.SecurityToken.Model;

namespace RoleChaining.Planning;

public sealed class HopRulesTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_session_name_has_2_to_64_characters(int length, bool accepted) =>
        Check.Hop(accepted, "SessionName", hop => hop.SessionName = Some.Text(length));

    [Theory]
    [InlineData("aZ09_+=,.@-", true)]
    [InlineData("a:b", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("\u00e9t\u00e9", false)]
    [InlineData("\u0661\u0662", false)]
    public void A_session_name_is_of_ASCII_letters_digits_and_few_signs(string name, bool accepted) =>
        Check.Hop(accepted, "SessionName", hop => hop.SessionName = name);

    [Fact]
    public void A_wrong_session_name_is_shown_with_the_character_the_limit_and_the_hop() =>
        Assert.Equal(
            "hop 2 of 2: SessionName is \"Session1:2\" and has ':' at position 9; AWS takes letters, digits and _+=,.@-; write for example \"Session1-2\".",
            Check.Refused(Some.Chain(Some.Plain, hop => hop.SessionName = "Session1:2"), "Hops:1:SessionName").Message);

    [Fact]
    public void Length_and_character_of_one_value_are_both_told()
    {
        IReadOnlyList<ChainError> faults = ChainPlanner.Validate(Some.Chain(hop => hop.SessionName = "\n"), Some.Source());

        Assert.Equal(2, faults.Count);
        Assert.Contains("SessionName is \"\\u000A\" and has 1 character; AWS takes 2 to 64", faults[0].Message, StringComparison.Ordinal);
        Assert.Contains("has U+000A at position 1", faults[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(1224, true)]
    [InlineData(1225, false)]
    public void An_external_id_has_2_to_1224_characters(int length, bool accepted) =>
        Check.Hop(accepted, "ExternalId", hop => hop.ExternalId = Some.Text(length));

    [Theory]
    [InlineData("aZ09_+=,.@:/-", true)]
    [InlineData("a b", false)]
    [InlineData("a#b", false)]
    public void An_external_id_may_have_colons_and_slashes_too(string externalId, bool accepted) =>
        Check.Hop(accepted, "ExternalId", hop => hop.ExternalId = externalId);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_source_identity_has_2_to_64_characters(int length, bool accepted) =>
        Check.Hop(accepted, "SourceIdentity", hop => hop.SourceIdentity = Some.Text(length));

    [Theory]
    [InlineData("aZ09_+=,.@-", true)]
    [InlineData("a/b", false)]
    [InlineData("aws", true)]
    public void A_source_identity_is_of_the_characters_of_a_session_name(string identity, bool accepted) =>
        Check.Hop(accepted, "SourceIdentity", hop => hop.SourceIdentity = identity);

    [Fact]
    public void A_source_identity_does_not_begin_as_those_of_AWS()
    {
        IEnumerable<string> faults = ChainPlanner.Validate(Some.Chain(hop => hop.SourceIdentity = "aws:me"), Some.Source()).Select(fault => fault.Message);

        Assert.Contains(faults, fault => fault.Contains("the prefix \"aws:\" is AWS's own", StringComparison.Ordinal));
    }

    [Fact]
    public void A_later_hop_may_repeat_the_source_identity() =>
        Check.Accepted(Some.Chain(hop => hop.SourceIdentity = "orders", Some.Plain, hop => hop.SourceIdentity = "orders"));

    [Fact]
    public void A_later_hop_may_not_change_the_source_identity() =>
        Check.Refused(
            Some.Chain(hop => hop.SourceIdentity = "orders", Some.Plain, hop => hop.SourceIdentity = "Orders"),
            "Hops:2:SourceIdentity",
            "hop 3 of 3: SourceIdentity is \"Orders\", but hop 1 has set \"orders\"",
            "leave it out here");

    [Fact]
    public void The_first_hop_may_not_change_that_of_the_source_but_may_repeat_it()
    {
        RoleChainSourceOptions source = Some.Source(source => source.SourceIdentity = "alice");

        Check.Accepted(Some.Chain(hop => hop.SourceIdentity = "alice"), source);
        Check.Refused(Some.Chain(hop => hop.SourceIdentity = "bob"), source, "Hops:0:SourceIdentity", "the source has set \"alice\"");
    }

    [Theory]
    [InlineData(8, false)]
    [InlineData(9, true)]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void An_MFA_serial_number_has_9_to_256_characters(int length, bool accepted) =>
        Check.Hop(accepted, "MfaSerialNumber", hop => (hop.MfaSerialNumber, hop.MfaTokenProvider) = (Some.Text(length), The.MfaProvider));

    [Theory]
    [InlineData("arn:aws:iam::111111111111:mfa/alice", true)]
    [InlineData("GAHT12345678", true)]
    [InlineData("GAHT 12345678", false)]
    public void An_MFA_serial_number_is_one_or_an_ARN(string serial, bool accepted) =>
        Check.Hop(accepted, "MfaSerialNumber", hop => (hop.MfaSerialNumber, hop.MfaTokenProvider) = (serial, The.MfaProvider));

    [Fact]
    public void MFA_needs_both_a_device_and_its_codes()
    {
        Check.Refused(Some.Chain(hop => hop.MfaSerialNumber = "GAHT12345678"), "Hops:0:MfaSerialNumber", "no MfaTokenProvider");
        Check.Refused(Some.Chain(hop => hop.MfaTokenProvider = The.MfaProvider), "Hops:0:MfaTokenProvider", "MfaSerialNumber is not");
    }

    [Fact]
    public void Contexts_are_given_or_asked_for()
    {
        ProvidedContext context = new() { ProviderArn = "arn:aws:iam::aws:contextProvider/IdentityCenter", ContextAssertion = "assertion" };
        Check.Accepted(Some.Chain(hop => hop.ProvidedContextsProvider = _ => Task.FromResult<IReadOnlyList<ProvidedContext>>([context])));
        Check.Refused(
            Some.Chain(hop =>
            {
                hop.ProvidedContexts.Add(context);
                hop.ProvidedContextsProvider = _ => Task.FromResult<IReadOnlyList<ProvidedContext>>([context]);
            }),
            "Hops:0:ProvidedContextsProvider",
            "so is ProvidedContexts",
            "keep one");
    }

    [Fact]
    public void The_role_is_required()
    {
        Check.Refused(Some.Chain(hop => hop.RoleArn = null), "Hops:0:RoleArn", "hop 1 of 1: RoleArn is missing");
        Check.Refused(Some.Chain(hop => hop.RoleArn = " "), "Hops:0:RoleArn", "RoleArn is missing");
    }

    [Fact]
    public void A_wrong_role_is_told_as_when_it_is_read() =>
        Check.Refused(
            Some.Chain(Some.Plain, hop => hop.RoleArn = "arn:aws:iam::333333333333:user/alice"),
            "Hops:1:RoleArn",
            "hop 2 of 2: RoleArn is \"arn:aws:iam::333333333333:user/alice\"",
            "only roles can be assumed");

    [Fact]
    public void A_hop_that_is_null_is_told() =>
        Check.Refused(Some.Options(options => options.Hops[1] = null!), "Hops:1:RoleArn", "hop 2 of 2: RoleArn is missing, because the hop is null");

    [Fact]
    public void A_role_may_assume_itself() => Check.Accepted(Some.Chain(Some.Plain, hop => hop.RoleArn = The.Hub));

    [Fact]
    public void All_roles_are_in_one_partition() =>
        Check.Refused(
            Some.Chain(Some.Plain, hop => hop.RoleArn = "arn:aws-cn:iam::333333333333:role/P"),
            "Hops:1:RoleArn",
            "hop 2 of 2",
            "partition aws-cn, but the chain began in aws");
}
