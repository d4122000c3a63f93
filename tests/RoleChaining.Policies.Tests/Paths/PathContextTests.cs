namespace RoleChaining.Paths;

/// <summary>What is known of a call of which only the caller and the role are known.</summary>
public sealed class PathContextTests
{
    private const string Role = "arn:aws:iam::222222222222:role/Hub";
    private const string Alice = "arn:aws:iam::111111111111:user/team/alice";

    [Theory]
    [InlineData("aws:PrincipalArn", Alice)]
    [InlineData("AWS:principalarn", Alice)]
    [InlineData("aws:PrincipalAccount", "111111111111")]
    [InlineData("aws:PrincipalType", "User")]
    [InlineData("aws:username", "alice")]
    [InlineData("aws:PrincipalIsAWSService", "false")]
    [InlineData("aws:ViaAWSService", "false")]
    [InlineData("aws:SecureTransport", "true")]
    [InlineData("aws:ResourceAccount", "222222222222")]
    [InlineData("aws:PrincipalOrgID", "o-1")]
    [InlineData("aws:ResourceOrgID", "o-1")]
    [InlineData("aws:PrincipalTag/Team", "a")]
    [InlineData("AWS:PrincipalTag/team", "a")]
    public void Of_a_user_this_is_known(string key, string value) =>
        Assert.Equal(IamContextValue.Of(value), Find(key, IamPrincipal.Parse(Alice)));

    [Fact]
    public void Places_in_the_organization_are_lists()
    {
        Assert.Equal(IamContextValue.OfList(["o-1/r-1/ou-1/"]), Find("aws:PrincipalOrgPaths", IamPrincipal.Parse(Alice)));
        Assert.Equal(IamContextValue.OfList(["o-1/r-1/"]), Find("aws:ResourceOrgPaths", IamPrincipal.Parse(Alice)));
    }

    [Theory]
    [InlineData("aws:PrincipalTag/Other", false)]
    [InlineData("aws:RequestTag/Team", true)]
    [InlineData("sts:ExternalId", true)]
    [InlineData("aws:userid", true)]
    public void What_a_user_does_not_have_is_absent_and_what_its_call_says_is_not_known(string key, bool isUnknown) =>
        Assert.Equal(isUnknown ? IamContextValue.Unknown : IamContextValue.Absent, Find(key, IamPrincipal.Parse(Alice)));

    [Fact]
    public void A_session_has_no_user_name_and_its_tags_are_not_known()
    {
        IamPrincipal session = IamPrincipal.Parse("arn:aws:sts::111111111111:assumed-role/Caller/session");
        Assert.Equal(IamContextValue.Absent, Find("aws:username", session));
        Assert.Equal(IamContextValue.Unknown, Find("aws:PrincipalTag/Team", session));
        Assert.Equal(IamContextValue.Of("AssumedRole"), Find("aws:PrincipalType", session));
    }

    [Fact]
    public void Tags_of_a_user_that_no_file_has_are_not_known() => Assert.Equal(
        IamContextValue.Unknown,
        new PathContext(Snapshot(), IamPrincipal.Parse(Alice), identity: null, Snapshot().FindRole(Role)!).Find("aws:PrincipalTag/Team"));

    [Fact]
    public void Of_a_service_only_that_it_is_one_is_known()
    {
        IamPrincipal service = new() { Type = IamPrincipalType.Service, Arn = "ec2.amazonaws.com", AccountId = "" };
        Assert.Equal(IamContextValue.Of("true"), Find("aws:PrincipalIsAWSService", service));
        Assert.Equal(IamContextValue.Unknown, Find("aws:PrincipalArn", service));
        Assert.Equal(IamContextValue.Unknown, Find("aws:PrincipalType", service));
        Assert.Equal(IamContextValue.Absent, Find("aws:PrincipalAccount", service));
    }

    [Fact]
    public void An_account_outside_the_organization_has_no_place_in_it_and_one_of_which_nothing_is_known_may_have()
    {
        IamPrincipal stranger = IamPrincipal.Parse("arn:aws:iam::999999999999:user/stranger");
        Assert.Equal(IamContextValue.Absent, Find("aws:PrincipalOrgID", stranger));
        Assert.Equal(IamContextValue.Absent, Find("aws:PrincipalOrgPaths", stranger));
        Assert.Equal(IamContextValue.Unknown, Find("aws:PrincipalOrgID", stranger, isListComplete: false));
        Assert.Equal(IamContextValue.Unknown, Find("aws:PrincipalOrgPaths", stranger, isListComplete: false));
    }

    private static IamContextValue Find(string key, IamPrincipal caller, bool isListComplete = true)
    {
        IamSnapshot snapshot = Snapshot(isListComplete);
        return new PathContext(snapshot, caller, snapshot.FindUser(caller.Arn), snapshot.FindRole(Role)!).Find(key);
    }

    private static IamSnapshot Snapshot(bool isListComplete = true)
    {
        IamSnapshotBuilder builder = new();
        builder.Role(Role);
        builder.User(Alice).Tags = new Dictionary<string, string> { ["Team"] = "a" };
        builder.Organization.Id = "o-1";
        builder.Organization.Parents["111111111111"] = "ou-1";
        builder.Organization.Parents["ou-1"] = "r-1";
        builder.Organization.Parents["222222222222"] = "r-1";
        if (isListComplete)
        {
            builder.Organization.AccountIds.UnionWith(["111111111111", "222222222222"]);
        }

        return builder.Build();
    }
}
