using static RoleChaining.Call;

namespace RoleChaining.Matching;

public sealed class ConditionTests
{
    private static readonly IamContextValues Context = new()
    {
        ["aws:username"] = IamContextValue.Of("alice"),
        ["aws:SourceIp"] = IamContextValue.Unknown,
        ["aws:PrincipalArn"] = IamContextValue.Of("arn:aws:iam::111111111111:role/Hub"),
        ["aws:TagKeys"] = IamContextValue.OfList(["team", "cost"]),
    };

    [Theory]
    [InlineData("""{"StringEquals":{"aws:PrincipalAccount":["a","b"]} }""", "StringEquals aws:PrincipalAccount \"a\" or \"b\"")]
    [InlineData("""{"ForAnyValue:StringLikeIfExists":{"aws:TagKeys":"a*"} }""", "ForAnyValue:StringLikeIfExists aws:TagKeys \"a*\"")]
    [InlineData("""{"StringEquals":{"sts:ExternalId":"hidden"} }""", "StringEquals sts:ExternalId (not shown)")]
    [InlineData("""{"ForAllValues:StringEqualsIfExists":{"STS:ExternalID":"hidden"} }""", "ForAllValues:StringEqualsIfExists STS:ExternalID (not shown)")]
    public void A_condition_is_shown_as_in_its_policy_without_external_ids(string condition, string text) =>
        Assert.Equal(text, Read(condition).ToString());

    [Theory]
    [InlineData("""{"StringEquals":{"aws:username":["alice","bob"]} }""", nameof(Truth.True))]
    [InlineData("""{"StringEquals":{"aws:username":["bob","alice"]} }""", nameof(Truth.True))]
    [InlineData("""{"StringEquals":{"aws:username":["bob","carol"]} }""", nameof(Truth.False))]
    [InlineData("""{"StringNotEquals":{"aws:username":["alice","bob"]} }""", nameof(Truth.False))]
    [InlineData("""{"StringNotEquals":{"aws:username":["bob","carol"]} }""", nameof(Truth.True))]
    [InlineData("""{"StringEquals":{"aws:username":["${aws:SourceIp}","alice"]} }""", nameof(Truth.Unknown))]
    [InlineData("""{"StringEquals":{"aws:username":["alice","${aws:SourceIp}"]} }""", nameof(Truth.True))]
    [InlineData("""{"StringEquals":{"aws:username":["bob","${aws:SourceIp}"]} }""", nameof(Truth.Unknown))]
    [InlineData("""{"ArnLike":{"aws:PrincipalArn":["${aws:username}","arn:aws:iam::111111111111:role/*"]} }""", nameof(Truth.Undecidable))]
    [InlineData("""{"ArnLike":{"aws:PrincipalArn":["arn:aws:iam::111111111111:role/*","${aws:username}"]} }""", nameof(Truth.True))]
    [InlineData("""{"ArnNotLike":{"aws:PrincipalArn":["${aws:username}"]} }""", nameof(Truth.Undecidable))]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"} }""", nameof(Truth.Unknown))]
    public void Values_are_tried_in_their_order_until_one_decides(string condition, string expected) =>
        Assert.Equal(expected, Read(condition).Holds(Context).ToString());

    [Theory]
    [InlineData("""{"ForAllValues:StringEquals":{"aws:TagKeys":["team","cost","x"]} }""", true)]
    [InlineData("""{"ForAllValues:StringEquals":{"aws:TagKeys":["team"]} }""", false)]
    [InlineData("""{"ForAllValues:StringEquals":{"aws:none":["team"]} }""", true)]
    [InlineData("""{"ForAnyValue:StringEquals":{"aws:TagKeys":["cost"]} }""", true)]
    [InlineData("""{"ForAnyValue:StringEquals":{"aws:TagKeys":["x"]} }""", false)]
    [InlineData("""{"ForAnyValue:StringEqualsIfExists":{"aws:none":["cost"]} }""", false)]
    [InlineData("""{"StringEquals":{"aws:TagKeys":["team","cost"]} }""", false)] // a list is for the set operators
    [InlineData("""{"StringEqualsIfExists":{"aws:none":"x"} }""", true)]
    [InlineData("""{"StringNotEquals":{"aws:none":"x"} }""", true)]
    [InlineData("""{"Null":{"aws:none":"true"} }""", true)]
    [InlineData("""{"Null":{"aws:none":"false"} }""", false)]
    [InlineData("""{"Null":{"aws:none":["false","true"]} }""", true)] // one of several is enough
    [InlineData("""{"Null":{"aws:username":["false","true"]} }""", true)]
    public void Keys_with_lists_and_keys_that_are_not_there(string condition, bool holds) =>
        Assert.Equal(holds.ToTruth(), Read(condition).Holds(Context));

    private static Condition Read(string condition) => IamPolicy.Parse(
        Statement("Allow", "sts:AssumeRole", $"\"Principal\":{{\"AWS\":\"*\"}},\"Condition\":{condition}"), IamPolicyKind.Trust).Statements[0].Conditions[0];
}
