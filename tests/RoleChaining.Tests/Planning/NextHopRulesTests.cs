namespace RoleChaining.Planning;

public sealed class NextHopRulesTests
{
    private const string Property = "Hops:0:RestrictToNextHop";

    [Fact]
    public void A_hop_may_be_restricted_to_the_one_that_follows() =>
        Check.Accepted(Some.Chain(hop => hop.RestrictToNextHop = true, Some.Plain));

    [Fact]
    public void The_last_hop_has_none_that_follows() =>
        Check.Refused(Some.Chain(hop => hop.RestrictToNextHop = true), Property, "no hop follows in this chain", "set Policy", "tenants");

    [Fact]
    public void A_policy_beside_it_would_allow_more()
    {
        Check.Refused(Some.Chain(Restricted(hop => hop.Policy = "{}"), Some.Plain), Property, "beside Policy or PolicyArns", "keep one");
        Check.Refused(
            Some.Chain(Restricted(hop => hop.PolicyArns.Add("arn:aws:iam::aws:policy/ReadOnlyAccess")), Some.Plain),
            Property,
            "beside Policy or PolicyArns",
            "keep one");
    }

    private static Action<RoleHopOptions> Restricted(Action<RoleHopOptions> change) => hop =>
    {
        hop.RestrictToNextHop = true;
        change(hop);
    };
}
