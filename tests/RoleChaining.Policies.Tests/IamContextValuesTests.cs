using static RoleChaining.Call;

namespace RoleChaining;

/// <summary>Keys that were not set.</summary>
public sealed class IamContextValuesTests
{
    [Theory]
    [InlineData("aws:SecureTransport")]
    [InlineData("AWS:securetransport")]
    [InlineData("aws:CurrentTime")]
    [InlineData("aws:EpochTime")]
    [InlineData("aws:UserAgent")]
    [InlineData("aws:RequestedRegion")]
    [InlineData("aws:ViaAWSService")]
    [InlineData("aws:ResourceAccount")]
    [InlineData("aws:userid")]
    [InlineData("aws:PrincipalType")]
    [InlineData("aws:PrincipalAccount")]
    [InlineData("aws:PrincipalArn")]
    [InlineData("aws:PrincipalIsAWSService")]
    public void A_key_that_AWS_always_has_is_unknown_until_it_is_set(string key)
    {
        IamContextValues context = new();

        Assert.True(context[key].IsUnknown);

        context[key] = IamContextValue.Absent;
        Assert.Equal(IamContextValue.Absent, context[key]);
    }

    [Theory]
    [InlineData("aws:SourceIp")]
    [InlineData("aws:PrincipalOrgID")]
    [InlineData("aws:PrincipalTag/team")]
    [InlineData("sts:ExternalId")]
    public void Any_other_key_is_absent_or_unknown_as_was_said(string key)
    {
        Assert.Equal(IamContextValue.Absent, new IamContextValues()[key]);
        Assert.True(new IamContextValues(unknown: true)[key].IsUnknown);
    }

    [Fact]
    public void A_deny_to_other_accounts_does_not_deny_a_call_whose_account_was_not_set()
    {
        const string Identity = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},
              {"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalAccount":"111111111111"}}}]}
            """;

        Assert.Equal(IamOutcome.Unknown, new Call { Trust = Trusts(Account), Identity = Identity }.Decide().Outcome);
    }
}
