namespace RoleChaining;

/// <summary>What the package's types say of themselves, and what they refuse.</summary>
public sealed class FaceTests
{
    [Fact]
    public void Null_is_refused_where_it_is_given()
    {
        IamSnapshotBuilder builder = new();
        Action[] calls =
        [
            () => IamEvaluator.Evaluate(null!),
            () => IamContextValue.OfList(null!),
            () => IamPolicy.Parse(null!, IamPolicyKind.Identity),
            () => IamPrincipal.Parse(null!),
            () => _ = new IamPolicyLayer(null!, []),
            () => _ = new IamPolicyLayer("a layer", null!),
            () => builder.TryAddJson((string)null!, "a.json"),
            () => builder.TryAddJson("{}", null!),
            () => builder.Role(null!),
            () => builder.Organization.Attach(null!, "r-1"),
            () => builder.Organization.Attach("p-1", null!),
            () => builder.Build().FindRoleOfSession(null!),
            () => builder.Build().EnumeratePaths(null!),
        ];
        Assert.All(calls, call => Assert.Throws<ArgumentNullException>(call));
    }

    [Fact]
    public void Values_of_keys_are_equal_where_kind_and_texts_are()
    {
        IamContextValue one = IamContextValue.Of("a");
        Assert.True(one == IamContextValue.Of("a"));
        Assert.True(IamContextValue.Of(null) == IamContextValue.Absent);
        Assert.True(IamContextValue.OfList([]) == IamContextValue.Absent);
        foreach (IamContextValue other in new[] { IamContextValue.Of("b"), IamContextValue.OfList(["a"]), IamContextValue.OfList(["a", "b"]), IamContextValue.Absent, IamContextValue.Unknown })
        {
            Assert.True(one != other);
            Assert.False(one == other);
        }

        Assert.False(IamContextValue.Unknown == IamContextValue.Absent);
        Assert.False(IamContextValue.Unknown.IsList);
        Assert.True(IamContextValue.OfList(["a"]).IsList);
    }

    [Fact]
    public void A_document_prints_no_text()
    {
        Assert.Equal("a policy", new IamDocument("{}").ToString());
        Assert.Equal("unknown: the policy Team", IamDocument.Unknown("the policy Team").ToString());
    }

    [Fact]
    public void A_provider_has_its_issuer_and_account_in_its_ARN()
    {
        IamOidcProvider provider = new("arn:aws:iam::222222222222:oidc-provider/oidc.example.com/id/1", []);
        Assert.Equal(("222222222222", "https://oidc.example.com/id/1"), (provider.AccountId, provider.Issuer));
        Assert.Equal("", new IamOidcProvider("oidc.example.com", []).AccountId);
    }

    [Theory]
    [InlineData("arn:aws:sts::222222222222:assumed-role/Hub/session", true)]
    [InlineData("arn:aws:sts::222222222222:assumed-role/Other/session", false)]
    [InlineData("arn:aws:sts::333333333333:assumed-role/Hub/session", false)]
    [InlineData("arn:aws:sts::222222222222:assumed-role/Hub", false)]
    [InlineData("arn:aws:iam::222222222222:role/team/Hub", false)]
    public void The_role_of_a_session_is_found_whatever_its_path(string session, bool isFound)
    {
        IamSnapshotBuilder builder = new();
        builder.Role("arn:aws:iam::222222222222:role/team/Hub");
        builder.Role("arn:aws:iam::444444444444:role/Other2");
        Assert.Equal(isFound ? "arn:aws:iam::222222222222:role/team/Hub" : null, builder.Build().FindRoleOfSession(session)?.Arn);
    }

    [Fact]
    public void Managed_policies_that_are_not_known_are_missing_in_their_layer()
    {
        IamSnapshotBuilder builder = new();
        const string Known = "arn:aws:iam::111111111111:policy/Known";
        builder.ManagedPolicies[Known] = new("""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""");
        IamSnapshot snapshot = builder.Build();
        IamPolicyLayer layer = snapshot.FindPolicies("the policies", [Known]);
        Assert.Equal((1, null), (layer.Policies.Count, layer.Missing));
        layer = snapshot.FindPolicies("the policies", [Known, "arn:aws:iam::111111111111:policy/One", "arn:aws:iam::111111111111:policy/Two"]);
        Assert.Single(layer.Policies);
        Assert.Equal("the managed policy arn:aws:iam::111111111111:policy/One, the managed policy arn:aws:iam::111111111111:policy/Two", layer.Missing);
    }

    [Fact]
    public void What_is_removed_is_gone_whatever_it_was()
    {
        IamSnapshotBuilder builder = new();
        const string Arn = "arn:aws:iam::111111111111:x/y";
        builder.Role(Arn);
        Assert.True(builder.Remove(Arn));
        builder.User(Arn);
        Assert.True(builder.Remove(Arn));
        builder.Group(Arn);
        Assert.True(builder.Remove(Arn));
        builder.ManagedPolicies[Arn] = new("{}");
        Assert.True(builder.Remove(Arn));
        Assert.False(builder.Remove(Arn));
        Assert.Equal((0, 0, 0, 0), (builder.Roles.Count, builder.Users.Count, builder.Groups.Count, builder.ManagedPolicies.Count));
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("arn:aws:iam::111111111111:user/")]
    [InlineData("arn:aws:iam::111111111111:role/team/")]
    public void What_is_no_principal_is_refused_with_an_example(string arn)
    {
        FormatException e = Assert.Throws<FormatException>(() => IamPrincipal.Parse(arn));
        Assert.Contains($"\"{arn}\" is not the ARN of a user", e.Message, StringComparison.Ordinal);
        Assert.Contains("such as arn:aws:iam::111111111111:user/alice", e.Message, StringComparison.Ordinal);
    }
}
