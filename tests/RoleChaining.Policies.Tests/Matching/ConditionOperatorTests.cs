using static RoleChaining.Call;

namespace RoleChaining.Matching;

/// <summary>
/// Each operator of <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">IAM's
/// table</see>, with a value that fits, one that does not, one at the edge, and none.
/// </summary>
public sealed class ConditionOperatorTests
{
    [Theory]
    [InlineData("StringEquals", "orders", "orders", true)]
    [InlineData("StringEquals", "orders", "Orders", false)]
    [InlineData("StringEquals", "orders*", "orders-1", false)]
    [InlineData("StringEquals", "orders", null, false)]
    [InlineData("StringNotEquals", "orders", "Orders", true)]
    [InlineData("StringNotEquals", "orders", "orders", false)]
    [InlineData("StringNotEquals", "orders", null, true)]
    [InlineData("StringEqualsIgnoreCase", "orders", "ORDERS", true)]
    [InlineData("StringEqualsIgnoreCase", "orders", "order", false)]
    [InlineData("StringNotEqualsIgnoreCase", "orders", "ORDERS", false)]
    [InlineData("StringNotEqualsIgnoreCase", "orders", "order", true)]
    [InlineData("StringLike", "ord*s-?", "orders-1", true)]
    [InlineData("StringLike", "ord*s-?", "orders-", false)]
    [InlineData("StringLike", "ord*", "Orders", false)]
    [InlineData("StringNotLike", "ord*s-?", "orders-1", false)]
    [InlineData("StringNotLike", "ord*s-?", "orders-", true)]
    [InlineData("ArnEquals", "arn:aws:iam::111111111111:role/*", "arn:aws:iam::111111111111:role/Hub", true)]
    [InlineData("ArnEquals", "arn:aws:iam::111111111111:role/*", "arn:aws:iam::222222222222:role/Hub", false)]
    [InlineData("ArnEquals", "arn:aws:iam::*:role/Hub", "no arn", false)]
    [InlineData("ArnNotEquals", "arn:aws:iam::111111111111:role/*", "arn:aws:iam::222222222222:role/Hub", true)]
    [InlineData("ArnNotEquals", "arn:aws:iam::111111111111:role/*", "arn:aws:iam::111111111111:role/Hub", false)]
    [InlineData("ArnNotEquals", "arn:aws:iam::111111111111:role/*", "no arn", false)]
    [InlineData("ArnLike", "arn:aws:iam::*:role/H?b", "arn:aws:iam::222222222222:role/Hub", true)]
    [InlineData("ArnLike", "arn:aws:iam::*:role/H?b", "arn:aws:iam::222222222222:user/Hub", false)]
    [InlineData("ArnNotLike", "arn:aws:iam::*:role/H?b", "arn:aws:iam::222222222222:user/Hub", true)]
    [InlineData("ArnNotLike", "arn:aws:iam::*:role/H?b", "arn:aws:iam::222222222222:role/Hub", false)]
    [InlineData("IpAddress", "10.1.0.0/16", "10.1.255.255", true)]
    [InlineData("IpAddress", "10.1.0.0/16", "10.2.0.0", false)]
    [InlineData("IpAddress", "10.1.0.0/16", "no address", false)]
    [InlineData("IpAddress", "10.1.2.3", "10.1.2.3", true)]
    [InlineData("IpAddress", "2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("NotIpAddress", "10.1.0.0/16", "10.2.0.0", true)]
    [InlineData("NotIpAddress", "10.1.0.0/16", "10.1.255.255", false)]
    [InlineData("NumericEquals", "10", "10.0", true)]
    [InlineData("NumericEquals", "10", "11", false)]
    [InlineData("NumericNotEquals", "10", "11", true)]
    [InlineData("NumericNotEquals", "10", "10", false)]
    [InlineData("NumericLessThan", "10", "9", true)]
    [InlineData("NumericLessThan", "10", "10", false)]
    [InlineData("NumericLessThanEquals", "10", "10", true)]
    [InlineData("NumericLessThanEquals", "10", "11", false)]
    [InlineData("NumericGreaterThan", "10", "11", true)]
    [InlineData("NumericGreaterThan", "10", "10", false)]
    [InlineData("NumericGreaterThanEquals", "10", "10", true)]
    [InlineData("NumericGreaterThanEquals", "10", "9", false)]
    [InlineData("DateEquals", "2026-11-24T00:00:00Z", "2026-11-24T00:00:00Z", true)]
    [InlineData("DateEquals", "2026-11-24T00:00:00Z", "2026-11-24T00:00:01Z", false)]
    [InlineData("DateNotEquals", "2026-11-24T00:00:00Z", "2026-11-24T00:00:01Z", true)]
    [InlineData("DateNotEquals", "2026-11-24T00:00:00Z", "2026-11-24T00:00:00Z", false)]
    [InlineData("DateLessThan", "2026-11-24T00:00:00Z", "2026-11-23T23:59:59Z", true)]
    [InlineData("DateLessThan", "2026-11-24T00:00:00Z", "2026-11-24T00:00:00Z", false)]
    [InlineData("DateLessThanEquals", "2026-11-24T00:00:00Z", "2026-11-24T00:00:00Z", true)]
    [InlineData("DateLessThanEquals", "2026-11-24T00:00:00Z", "2026-11-24T00:00:01Z", false)]
    [InlineData("DateGreaterThan", "2026-11-24T00:00:00Z", "2026-11-24T00:00:01Z", true)]
    [InlineData("DateGreaterThan", "2026-11-24T00:00:00Z", "2026-11-24T00:00:00Z", false)]
    [InlineData("DateGreaterThanEquals", "2026-11-24T00:00:00Z", "2026-11-24T00:00:00Z", true)]
    [InlineData("DateGreaterThanEquals", "2026-11-24T00:00:00Z", "2026-11-23T23:59:59Z", false)]
    [InlineData("Bool", "true", "TRUE", true)]
    [InlineData("Bool", "true", "false", false)]
    [InlineData("Bool", "false", "false", true)]
    [InlineData("BinaryEquals", "QmluYXJ5", "QmluYXJ5", true)]
    [InlineData("BinaryEquals", "QmluYXJ5", "QmluYXJ6", false)]
    [InlineData("Null", "true", null, true)]
    [InlineData("Null", "true", "here", false)]
    [InlineData("Null", "false", "here", true)]
    [InlineData("Null", "false", null, false)]
    [InlineData("StringEqualsIfExists", "orders", null, true)]
    [InlineData("StringEqualsIfExists", "orders", "other", false)]
    [InlineData("stringequals", "orders", "orders", true)]
    public void A_condition_holds_as_its_operator_says(string name, string wanted, string? actual, bool holds)
    {
        string trust = Statement("Allow", "sts:AssumeRole", $$$"""
            "Principal":{"AWS":"{{{Alice}}}"},"Condition":{"{{{name}}}":{"test:Key":"{{{wanted}}}"} }
            """);

        IamDecision decision = new Call { Trust = trust, Context = new IamContextValues { ["test:Key"] = IamContextValue.Of(actual) } }.Decide();

        Assert.Equal(holds, decision.IsAllowed);
    }
}
