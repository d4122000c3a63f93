namespace RoleChaining.Matching;

/// <summary>How closely a Principal names a caller: what is sure, and what may be where a name or a path is not known.</summary>
public sealed class PrincipalElementTests
{
    private const string Session = "arn:aws:sts::111111111111:assumed-role/App/one";
    private const string AnySession = "arn:aws:iam::111111111111:role/team/App";
    private const string Role = "arn:aws:iam::111111111111:role/App";
    private const string InPath = "arn:aws:iam::111111111111:role/team/App";

    [Theory]
    [InlineData("*", "Everyone", "Everyone")]
    [InlineData("111111111111", "Account", "Account")]
    [InlineData("arn:aws:iam::111111111111:root", "Account", "Account")]
    [InlineData("222222222222", "None", "None")]
    [InlineData("arn:aws-cn:iam::111111111111:root", "None", "None")]
    [InlineData(Session, "Direct", "Direct")]
    [InlineData("arn:aws:sts::111111111111:assumed-role/App/two", "None", "None")]
    [InlineData(Role, "Role", "Role")]
    [InlineData(InPath, "None", "Role")] // its path is not known
    [InlineData("arn:aws:iam::111111111111:role/team/Other", "None", "None")]
    [InlineData("arn:aws:iam::222222222222:role/team/App", "None", "None")]
    [InlineData("arn:aws:iam::111111111111:user/team/App", "None", "None")]
    public void A_session_whose_roles_path_is_not_known(string principal, string sure, string best) =>
        Assert.Equal($"{sure} {best}", Match(IamPrincipal.Parse(Session), principal));

    [Theory]
    [InlineData(Session, "None", "Direct")] // its name is not known
    [InlineData("arn:aws:sts::111111111111:assumed-role/App/two", "None", "Direct")]
    [InlineData("arn:aws:sts::111111111111:assumed-role/Other/one", "None", "None")]
    [InlineData("arn:aws:sts::111111111111:assumed-role/pp/one", "None", "None")]
    [InlineData("arn:aws:sts::222222222222:assumed-role/App/one", "None", "None")]
    [InlineData("arn:aws-cn:sts::111111111111:assumed-role/App/one", "None", "None")]
    [InlineData(AnySession, "Role", "Role")]
    [InlineData(Role, "None", "None")] // its path is known
    [InlineData("111111111111", "Account", "Account")]
    public void A_session_whose_name_is_not_known(string principal, string sure, string best) =>
        Assert.Equal($"{sure} {best}", Match(IamPrincipal.Parse(AnySession), principal));

    [Fact]
    public void A_session_of_which_all_is_known_is_named_for_sure_or_not_at_all()
    {
        IamPrincipal caller = IamPrincipal.Parse(Session, InPath);

        Assert.Equal("Role Role", Match(caller, InPath));
        Assert.Equal("None None", Match(caller, Role));
        Assert.Equal("None None", Match(caller, "arn:aws:iam::111111111111:role/other/App"));
    }

    [Fact]
    public void The_closest_of_several_counts()
    {
        IamPrincipal caller = IamPrincipal.Parse(Session);

        Assert.Equal("Direct Direct", Match(caller, "111111111111", Session, Role));
        Assert.Equal("Account Role", Match(caller, InPath, "111111111111", "222222222222"));
    }

    [Fact]
    public void Others_are_named_by_their_kind()
    {
        IamPrincipal account = IamPrincipal.Parse("arn:aws:iam::111111111111:root");
        IamPrincipal user = IamPrincipal.Parse("arn:aws:iam::111111111111:user/alice");
        IamPrincipal identity = new() { Type = IamPrincipalType.WebIdentity, Arn = "accounts.example.com", AccountId = "111111111111" };
        IamPrincipal service = new() { Type = IamPrincipalType.Service, Arn = "ec2.amazonaws.com", AccountId = "" };

        Assert.Equal("Account Account", Match(account, "arn:aws:iam::111111111111:root"));
        Assert.Equal("Direct Direct", Match(user, "arn:aws:iam::111111111111:user/alice"));
        Assert.Equal("None None", Match(user, "arn:aws:iam::111111111111:user/team/alice"));
        Assert.Equal("Direct Direct", Text(new PrincipalElement { Federated = ["accounts.example.com"] }.Match(identity, false)));
        Assert.Equal("None None", Text(new PrincipalElement { Federated = ["Accounts.example.com"], IsEveryone = true }.Match(identity, false)));
        Assert.Equal("Direct Direct", Text(new PrincipalElement { Services = ["EC2.amazonaws.com"] }.Match(service, false)));
        Assert.Equal("Direct Direct", Text(new PrincipalElement { IsEveryone = true }.Match(service, false)));
        Assert.Equal("None None", Text(new PrincipalElement { Services = ["s3.amazonaws.com"] }.Match(service, false)));
        Assert.Equal("Everyone Everyone", Text(new PrincipalElement { IsEveryone = true }.Match(user, false)));
    }

    [Fact]
    public void NotPrincipal_names_all_the_others_and_everyone_with_a_boundary()
    {
        PrincipalElement others = new() { Aws = [Role, InPath], Excepts = true };
        IamPrincipal app = IamPrincipal.Parse(Session, Role);
        IamPrincipal user = IamPrincipal.Parse("arn:aws:iam::111111111111:user/alice");

        Assert.Equal("None None", Text(others.Match(app, hasBoundary: false)));
        Assert.Equal("Direct Direct", Text(others.Match(app, hasBoundary: true)));
        Assert.Equal("Direct Direct", Text(others.Match(user, hasBoundary: false)));
    }

    private static string Match(IamPrincipal caller, params string[] principals) =>
        Text(new PrincipalElement { Aws = principals }.Match(caller, hasBoundary: false));

    private static string Text(PrincipalMatches matches) => $"{matches.Sure} {matches.Best}";
}
