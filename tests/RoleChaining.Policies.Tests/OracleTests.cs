namespace RoleChaining;

/// <summary>What a comparison with a public simulator found in this evaluator.</summary>
public sealed class OracleTests
{
    [Theory]
    [InlineData("ForAnyValue:StringEqualsIfExists", false)]
    [InlineData("ForAnyValue:StringNotEqualsIfExists", false)]
    [InlineData("ForAllValues:StringEqualsIfExists", true)]
    [InlineData("StringEqualsIfExists", true)]
    public void IfExists_does_not_help_ForAnyValue_where_the_key_is_absent(string @operator, bool allowed)
    {
        IamDecision decision = new Call
        {
            Trust = Call.Trusts(Call.Alice, "Allow").Replace(
                "\"Effect\"", $$$""" "Condition":{"{{{@operator}}}":{"aws:TagKeys":["a"]}},"Effect" """, StringComparison.Ordinal),
            Identity = Call.Holds(),
        }.Decide();

        Assert.Equal(allowed, decision.IsAllowed);
    }

    [Theory]
    [InlineData("arn:aws:iam::*ole/Target", false)] // the star stays in the account
    [InlineData("arn:aws:iam::??????????????????Target", false)]
    [InlineData("arn:aws:iam::*:role/Target", true)]
    [InlineData("arn:aws:*:role/Target", true)] // at the end of a part it goes on
    [InlineData("arn:aws:iam*", true)]
    [InlineData("arn:aws:i?m::1*1:role/T*t", true)]
    [InlineData("arn:*:iam::111111111111:role/*", true)]
    [InlineData("*Target", true)]
    public void Wildcards_in_the_first_five_parts_of_a_resource_stay_in_their_part_save_a_star_at_its_end(string resource, bool allowed)
    {
        IamDecision decision = new Call
        {
            Trust = Call.Trusts(Call.Account),
            Identity = Call.Statement("Allow", "sts:AssumeRole", $"\"Resource\":\"{resource}\""),
        }.Decide();

        Assert.Equal(allowed, decision.IsAllowed);
    }
}
