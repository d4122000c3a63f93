using RoleChaining.Chains;

namespace RoleChaining.Profiles;

/// <summary>A chain prints itself as profiles, and what is printed is the chain.</summary>
[Collection(nameof(ProfileChainTests))]
public sealed class ProfileWriterTests : IDisposable
{
    private readonly SharedFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void What_is_printed_reads_as_the_same_chain()
    {
        RoleChain chain = new RoleChainBuilder()
            .WithRegion("eu-central-1")
            .AssumeRole("arn:aws:iam::222222222222:role/team/HubRole", hop =>
            {
                hop.SessionName = "alice-hub";
                hop.Duration = TimeSpan.FromHours(12);
                hop.SourceIdentity = "alice";
                hop.ExternalId = "an-id";
                hop.Tags.Add("Team", "alpha", transitive: true);
                hop.Tags.Add("Cost Center", "7=x");
            })
            .AssumeRole("arn:aws:iam::333333333333:role/ProductionRole", hop => hop.SessionName = "alice-production")
            .BuildChain();
        _files.Variables["AWS_REGION"] = null;
        _files.Config = chain.ToProfiles("production", "base");
        _files.Credentials = "[base]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = s";
        Assert.Equal(
            """
            [profile production-1]
            role_arn = arn:aws:iam::222222222222:role/team/HubRole
            source_profile = base
            role_session_name = alice-hub
            external_id = an-id
            duration_seconds = 43200
            region = eu-central-1
            # aws-vault and RoleChaining read what follows; the AWS CLI and SDKs do not.
            source_identity = alice
            session_tags = Team=alpha,Cost Center=7=x
            transitive_session_tags = Team

            [profile production]
            role_arn = arn:aws:iam::333333333333:role/ProductionRole
            source_profile = production-1
            role_session_name = alice-production
            region = eu-central-1

            """,
            File.ReadAllText(_files.ConfigPath));

        RoleChain read = RoleChainBuilder.FromProfile("production").BuildChain();
        Assert.Equal(chain.ToString(), read.ToString());
        Assert.Equal(chain.Region, read.Region);
        foreach ((RoleHop expected, RoleHop actual) in chain.Hops.Zip(read.Hops))
        {
            Assert.Equal((expected.SessionName, expected.Duration, expected.SourceIdentity, expected.ExternalId), (actual.SessionName, actual.Duration, actual.SourceIdentity, actual.ExternalId));
            Assert.Equal(expected.Tags.Select(tag => (tag.Key, tag.Value, tag.Transitive)), actual.Tags.Select(tag => (tag.Key, tag.Value, tag.Transitive)));
        }
    }

    [Fact]
    public void A_session_policy_is_not_left_out_in_silence()
    {
        RoleChain chain = new RoleChainBuilder().AssumeRole("arn:aws:iam::222222222222:role/HubRole", hop => hop.Policy = Policy.AllowAll).BuildChain();
        Assert.Contains("Policy", Assert.Throws<InvalidOperationException>(() => chain.ToProfiles("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nor_is_a_provider_of_contexts()
    {
        RoleChain chain = new RoleChainBuilder()
            .AssumeRole("arn:aws:iam::222222222222:role/HubRole", hop => hop.ProvidedContextsProvider = _ => Task.FromResult<IReadOnlyList<Amazon.SecurityToken.Model.ProvidedContext>>([]))
            .BuildChain();
        Assert.Contains("ProvidedContextsProvider", Assert.Throws<InvalidOperationException>(() => chain.ToProfiles("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_would_be_another_section_is_refused()
    {
        RoleChain chain = new RoleChainBuilder().AssumeRole("arn:aws:iam::222222222222:role/HubRole").BuildChain();
        Assert.Throws<ArgumentException>(() => chain.ToProfiles("a]\n[profile b"));
        Assert.Throws<ArgumentException>(() => chain.ToProfiles("a", "a"));
        Assert.StartsWith("[profile \"my role\"]\n", chain.ToProfiles("my role"), StringComparison.Ordinal);
    }
}
