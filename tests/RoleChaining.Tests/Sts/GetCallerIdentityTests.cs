using Amazon.Runtime;
using RoleChaining.Diagnostics;

namespace RoleChaining.Sts;

/// <summary>Asking STS whose a session is.</summary>
public sealed class GetCallerIdentityTests
{
    private const string Arn = "arn:aws:sts::222222222222:assumed-role/Hub/session";

    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly SomeSts _sts = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_answer_is_the_same_session_with_the_identity_that_STS_gave(bool expires)
    {
        Answer(Arn);
        RoleSession asked = Session(expires: expires);
        RoleSession session = await AskAsync(SomeSts.Hub, asked);
        Assert.Equal((asked.Credentials, asked.IssuedAt, asked.ExpiresAt), (session.Credentials, session.IssuedAt, session.ExpiresAt));
        Assert.Equal((Arn, "request-1", "alice", "origin"), (session.AssumedRoleArn, session.RequestId, session.SourceIdentity, session.Origin));
        Assert.Equal("GetCallerIdentity", _sts.Stub.Calls.Single().Form["Action"]);
    }

    [Theory]
    [InlineData(Arn)]
    [InlineData(null)] // of another process, that does not know it
    public async Task A_session_of_a_hop_is_the_one_that_was_issued(string? known)
    {
        Answer("arn:aws:sts::222222222222:assumed-role/Hub/other");
        RoleSession session = Session(known);
        if (known is null)
        {
            Assert.EndsWith("/other", (await AskAsync(SomeSts.Hub, session)).AssumedRoleArn, StringComparison.Ordinal);
            return;
        }

        HopFailure failure = (await Assert.ThrowsAsync<HopFailedException>(() => AskAsync(SomeSts.Hub, session))).Failure;
        Assert.Equal((RoleChainFailure.StsUnavailable, 1), (failure.Kind, failure.HopNumber));
        Assert.Equal($"STS in eu-west-1 shows the session of {Arn} as arn:aws:sts::222222222222:assumed-role/Hub/other (request request-1).", failure.Message);
    }

    [Fact]
    public async Task The_source_is_whoever_STS_says()
    {
        Answer("arn:aws:iam::111111111111:user/alice");
        RoleSession session = Session();
        Assert.Equal("arn:aws:iam::111111111111:user/alice", (await AskAsync(hop: null, session)).AssumedRoleArn);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<Arn></Arn>")]
    public async Task An_answer_without_an_identity_is_a_failure(string arn)
    {
        _sts.Stub.Answer = _ => _sts.Stub.Ok(Body(arn));
        RoleSession session = Session();
        HopFailure failure = (await Assert.ThrowsAsync<HopFailedException>(() => AskAsync(SomeSts.Hub, session))).Failure;
        Assert.Equal("STS in eu-west-1 answered without an identity (request request-1).", failure.Message);
    }

    /// <summary>The pipelines are the hops', and the source is none.</summary>
    [Fact]
    public async Task The_source_is_asked_for_without_the_applications_own_pipelines()
    {
        List<RoleHop> asked = [];
        _sts.Pipeline = hop =>
        {
            asked.Add(hop);
            return Polly.ResiliencePipeline.Empty;
        };
        Answer(Arn);

        await AskAsync(hop: null, Session());
        Assert.Empty(asked);
        await AskAsync(SomeSts.Hub, Session());

        Assert.Equal([SomeSts.Hub], asked);
    }

    [Fact]
    public void The_call_is_described_by_the_hop_or_as_the_source()
    {
        RoleHop named = new()
        {
            Number = 2, RoleArn = SomeSts.Hub.RoleArn, SessionName = "session", RequiredActions = [], ChainName = "orders",
        };
        GetCallerIdentityOperation ofHop = new(named, Session(), named);
        Assert.Equal(("orders", "222222222222", "arn:aws:iam::222222222222:role/Hub as session"), (ofHop.ChainName, ofHop.AccountKey, ofHop.ToString()));
        Assert.Equal(("aws", false, false), (ofHop.Partition, ofHop.IssuesSession, ofHop.NeedsMfaCode));

        GetCallerIdentityOperation ofSource = new(hop: null, Session(), called: null);
        Assert.Equal(("unnamed", "111111111111", "the source as "), (ofSource.ChainName, ofSource.AccountKey, ofSource.ToString()));
        Assert.Null(ofSource.Partition);
        RoleSession keys = new(new ImmutableCredentials("AKIASOURCE", "secret", null), Now, null);
        Assert.Equal("AKIASOURCE", new GetCallerIdentityOperation(hop: null, keys, called: null).AccountKey);
    }

    private Task<RoleSession> AskAsync(RoleHop? hop, RoleSession session) => _sts.Gateway.IssueAsync(
        new GetCallerIdentityOperation(hop, session, SomeSts.Hub), singleAttempt: true, async: true, TestContext.Current.CancellationToken).AsTask();

    private void Answer(string arn) => _sts.Stub.Answer = _ => _sts.Stub.Ok(Body($"<Arn>{arn}</Arn>"));

    private static string Body(string arn) => $"""
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
        {arn}<UserId>AROA:session</UserId><Account>222222222222</Account></GetCallerIdentityResult>
        <ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata></GetCallerIdentityResponse>
        """;

    private static RoleSession Session(string? arn = Arn, bool expires = true) => new(
        new ImmutableCredentials("ASIASESSION000001", "secret", "token", "111111111111"), Now, expires ? Now + TimeSpan.FromHours(1) : null)
    {
        AssumedRoleArn = arn,
        SourceIdentity = "alice",
        Origin = "origin",
    };
}
