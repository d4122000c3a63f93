using static RoleChaining.Trails.Records;

namespace RoleChaining.Trails;

/// <summary>How the session behind a call is found, and when it is not.</summary>
public sealed class JoinTests
{
    private const string Home = "111111111111";
    private const string HubAccount = "222222222222";
    private const string ProductionAccount = "333333333333";

    private static readonly string Alice = User("alice", Home, "AKIAALICE");

    [Fact]
    public async Task A_chain_is_followed_back_to_its_user_and_on_to_what_it_did()
    {
        string hub = Session("Hub", "orders", HubAccount, "ASIAHUB", 0);
        string production = Session("Production", "orders", ProductionAccount, "ASIAPROD", 1);
        await using TrailIndex trail = await ReadAsync(
            Call(3, production, "s3", "GetObject", "e3"),
            Assume(1, hub, "Production", "orders", ProductionAccount, "ASIAPROD"),
            Call(2, production, "s3", "GetObject", "e2"),
            Call(4, production, "sqs", "SendMessage", "e4", error: "AccessDenied"),
            Assume(0, Alice, "Hub", "orders", HubAccount, "ASIAHUB"));

        TrailPath path = Assert.Single(trail.WhoIs("ASIAPROD"));

        Assert.Equal(TrailOutcome.Complete, path.Outcome);
        Assert.Equal((TrailSourceKind.User, "arn:aws:iam::111111111111:user/alice", "AKIAALICE"), (path.Source.Kind, path.Source.Name, path.Source.AccessKeyId));
        Assert.Equal(["ASIAHUB", "ASIAPROD"], path.Hops.Select(hop => hop.AccessKeyId));
        Assert.All(path.Hops, hop => Assert.Equal(TrailLink.Exact, hop.Link));
        Assert.Equal((3, 1), (path.Activity.Events, path.Activity.Errors));
        Assert.Equal(["s3.amazonaws.com", "sqs.amazonaws.com"], path.Activity.Services);
        Assert.Equal(Start.AddMinutes(2), path.Activity.First);
        Assert.Equal("ASIAPROD", Assert.Single(Assert.Single(trail.WhoIs("ASIAHUB")).Onward).AccessKeyId);
        Assert.Equal(["ASIAHUB", "ASIAPROD"], Assert.Single(trail.WhoIs("AKIAALICE")).Onward.Select(hop => hop.AccessKeyId));
        Assert.Equal("ASIAPROD", Assert.Single(trail.ChainsInto("arn:aws:iam::333333333333:role/Production")).Hops[^1].AccessKeyId);
    }

    [Theory]
    [InlineData("ASIAPROD")]
    [InlineData("arn:aws:sts::333333333333:assumed-role/Production/orders-7")]
    [InlineData("AROAProduction:orders-7")]
    [InlineData("orders-7")]
    [InlineData("event-ASIAPROD-1")]
    [InlineData("request-ASIAPROD-1")]
    [InlineData("e2")]
    [InlineData("request-e2")]
    public async Task A_session_is_found_by_all_that_names_it(string id)
    {
        TrailReadOptions options = new();
        options.Ids.Add(id);
        await using TrailIndex trail = await ReadFileAsync(
            File(
                Assume(0, Alice, "Hub", "orders", HubAccount, "ASIAHUB"),
                Assume(1, Session("Hub", "orders", HubAccount, "ASIAHUB", 0), "Production", "orders-7", ProductionAccount, "ASIAPROD"),
                Call(2, Session("Production", "orders-7", ProductionAccount, "ASIAPROD", 1), "s3", "GetObject", "e2")),
            options);

        TrailPath path = Assert.Single(trail.WhoIs(id));

        Assert.Equal("ASIAPROD", path.Hops[^1].AccessKeyId);
        Assert.Empty(trail.WhoIs("ASIANOBODY"));
    }

    [Fact]
    public async Task A_missing_issue_is_a_gap_of_the_session_s_account_at_its_creation_date()
    {
        await using TrailIndex trail = await ReadAsync(
            Assume(9, Session("Hub", "orders", HubAccount, "ASIAHUB", 5), "Production", "orders", ProductionAccount, "ASIAPROD"));

        TrailPath path = Assert.Single(trail.WhoIs("ASIAPROD"));

        Assert.Equal(TrailOutcome.Incomplete, path.Outcome);
        TrailGap gap = Assert.Single(path.Gaps);
        Assert.Equal((HubAccount, Start.AddMinutes(5), Start.AddMinutes(5)), (gap.AccountId, gap.From, gap.To));
        Assert.StartsWith(
            "the trail of account 222222222222 is missing from 2026-11-20T12:05:00Z to 2026-11-20T12:05:00Z", gap.ToString(), StringComparison.Ordinal);
        Assert.Equal([TrailLink.Missing, TrailLink.Exact], path.Hops.Select(hop => hop.Link));
    }

    [Fact]
    public async Task The_role_owner_s_copy_alone_leaves_a_gap_of_the_caller_s_account()
    {
        const string Foreign = """{ "type": "AWSAccount", "principalId": "AROAHub:orders", "accountId": "222222222222" }""";
        await using TrailIndex trail = await ReadAsync(
            Assume(9, Foreign, "Production", "orders", ProductionAccount, "ASIAPROD", "\"sharedEventID\": \"s1\","));

        TrailPath path = Assert.Single(trail.WhoIs("ASIAPROD"));

        Assert.Equal((TrailOutcome.Incomplete, HubAccount), (path.Outcome, Assert.Single(path.Gaps).AccountId));
        Assert.Equal((TrailSourceKind.Account, "AROAHub:orders"), (path.Source.Kind, path.Source.Name));
    }

    [Fact]
    public async Task Without_a_creation_date_a_session_that_fits_is_a_candidate_and_no_link()
    {
        const string Foreign = """{ "type": "AWSAccount", "principalId": "AROAHub:orders", "accountId": "222222222222" }""";
        await using TrailIndex trail = await ReadAsync(
            Assume(0, Alice, "Hub", "orders", HubAccount, "ASIAHUB"),
            Assume(9, Foreign, "Production", "orders", ProductionAccount, "ASIAPROD", "\"sharedEventID\": \"s1\","));

        TrailHop hop = Assert.Single(Assert.Single(trail.WhoIs("ASIAPROD")).Hops);

        Assert.Equal((TrailLink.Ambiguous, "ASIAHUB"), (hop.Link, Assert.Single(hop.Candidates).AccessKeyId));
    }

    [Fact]
    public async Task The_two_accounts_copies_of_a_call_are_one_session_in_either_order()
    {
        const string Foreign = """{ "type": "AWSAccount", "principalId": "AIDAalice", "accountId": "111111111111" }""";
        string own = Assume(0, Alice, "Hub", "orders", HubAccount, "ASIAHUB", "\"sharedEventID\": \"s1\",");
        string owners = Assume(0, Foreign, "Hub", "orders", HubAccount, "ASIAHUB", "\"sharedEventID\": \"s1\",").Replace("event-", "owner-", StringComparison.Ordinal);
        foreach (string[] order in (string[][])[[own, owners], [owners, own]])
        {
            await using TrailIndex trail = await ReadAsync(order);
            TrailPath path = Assert.Single(trail.WhoIs("ASIAHUB"));
            Assert.Equal((TrailOutcome.Complete, "event-ASIAHUB-0"), (path.Outcome, path.Hops[0].EventId));
            Assert.Same(path.Hops[0].EventId, Assert.Single(trail.WhoIs("owner-ASIAHUB-0")).Hops[0].EventId);
            Assert.Equal(1, Assert.Single(trail.WhoIs("AKIAALICE")).Activity.Events);
        }
    }

    [Fact]
    public async Task A_key_id_that_recurs_is_told_apart_by_creation_date_and_else_by_time()
    {
        string bob = User("bob", Home, "AKIABOB");
        string dated = Session("Hub", "orders", HubAccount, "ASIAHUB", 200);
        string undated = Session("Hub", "orders", HubAccount, "ASIAHUB", null);
        await using TrailIndex trail = await ReadAsync(
            Assume(0, Alice, "Hub", "orders", HubAccount, "ASIAHUB"),
            Assume(200, bob, "Hub", "orders", HubAccount, "ASIAHUB"),
            Assume(205, dated, "Production", "dated", ProductionAccount, "ASIADATED"),
            Assume(10, undated, "Production", "undated", ProductionAccount, "ASIAUNDATED"));

        TrailPath byDate = Assert.Single(trail.WhoIs("ASIADATED"));
        TrailPath byTime = Assert.Single(trail.WhoIs("ASIAUNDATED"));

        Assert.Equal(("arn:aws:iam::111111111111:user/bob", TrailLink.Exact), (byDate.Source.Name, byDate.Hops[^1].Link));
        Assert.Equal(("arn:aws:iam::111111111111:user/alice", TrailLink.ByTime), (byTime.Source.Name, byTime.Hops[^1].Link));
        Assert.Equal(2, trail.WhoIs("ASIAHUB").Count);
    }

    [Fact]
    public async Task Two_sessions_of_one_key_id_in_one_second_are_ambiguous()
    {
        await using TrailIndex trail = await ReadAsync(
            Assume(0, Alice, "Hub", "orders", HubAccount, "ASIAHUB", "\"sharedEventID\": \"s1\","),
            Assume(0, User("bob", Home, "AKIABOB"), "Hub", "orders", HubAccount, "ASIAHUB").Replace("event-", "other-", StringComparison.Ordinal),
            Assume(5, Session("Hub", "orders", HubAccount, "ASIAHUB", 0), "Production", "orders", ProductionAccount, "ASIAPROD"));

        TrailPath path = Assert.Single(trail.WhoIs("ASIAPROD"));

        Assert.Equal(TrailOutcome.Ambiguous, path.Outcome);
        Assert.Equal(["event-ASIAHUB-0", "other-ASIAHUB-0"], path.Hops[^1].Candidates.Select(candidate => candidate.EventId).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Another_session_of_the_same_name_and_second_is_not_taken_for_the_missing_one()
    {
        await using TrailIndex trail = await ReadAsync(
            Assume(0, Alice, "Hub", "orders", HubAccount, "ASIAANOTHER"),
            Assume(5, Session("Hub", "orders", HubAccount, "ASIAHUB", 0), "Production", "orders", ProductionAccount, "ASIAPROD"));

        TrailPath path = Assert.Single(trail.WhoIs("ASIAPROD"));

        Assert.Equal((TrailOutcome.Incomplete, TrailSourceKind.Unknown), (path.Outcome, path.Source.Kind));
    }

    [Fact]
    public async Task The_console_s_calls_have_keys_of_their_own_and_join_by_role_name_and_creation_date()
    {
        string switched = $$"""
            { "eventVersion": "1.08", "userIdentity": { "type": "AssumedRole", "principalId": "AROAHub:alice",
                "arn": "arn:aws:sts::222222222222:assumed-role/Hub/alice", "accountId": "222222222222" },
              "eventTime": "{{Time(0)}}", "eventSource": "signin.amazonaws.com", "eventName": "SwitchRole", "awsRegion": "eu-west-1",
              "requestParameters": null, "responseElements": { "SwitchRole": "Success" },
              "additionalEventData": { "SwitchFrom": "arn:aws:iam::111111111111:user/alice", "RedirectTo": "https://console.aws.amazon.com" },
              "eventID": "switch", "eventType": "AwsConsoleSignIn", "recipientAccountId": "222222222222" }
            """;
        string console = Session("Hub", "alice", HubAccount, "ASIACONSOLE", 0, "\"sessionCredentialFromConsole\": \"true\",");
        await using TrailIndex trail = await ReadAsync(switched, Call(3, console, "s3", "ListBuckets", "e1"));

        TrailPath path = Assert.Single(trail.WhoIs("arn:aws:sts::222222222222:assumed-role/Hub/alice"));

        Assert.Equal((TrailSourceKind.Console, "arn:aws:iam::111111111111:user/alice"), (path.Source.Kind, path.Source.Name));
        Assert.Equal(("SwitchRole", 1L), (Assert.Single(path.Hops).Action, path.Activity.Events));
    }

    [Fact]
    public async Task A_session_token_of_a_user_is_a_hop_of_its_own()
    {
        string token = $$"""
            { "eventVersion": "1.08", "userIdentity": {{Alice}}, "eventTime": "{{Time(0)}}", "eventSource": "sts.amazonaws.com",
              "eventName": "GetSessionToken", "requestParameters": { "serialNumber": "arn:aws:iam::111111111111:mfa/alice", "durationSeconds": 43200 },
              "responseElements": { "credentials": { "accessKeyId": "ASIATOKEN", "sessionToken": "SECRET-TOKEN", "expiration": "Nov 21, 2026 12:00:00 AM" } },
              "eventID": "token", "recipientAccountId": "111111111111" }
            """;
        await using TrailIndex trail = await ReadAsync(
            token, Assume(30, User("alice", Home, "ASIATOKEN"), "Hub", "orders", HubAccount, "ASIAHUB"));

        TrailPath path = Assert.Single(trail.WhoIs("ASIAHUB"));

        Assert.Equal(["GetSessionToken", "AssumeRole"], path.Hops.Select(hop => hop.Action));
        Assert.Equal((TrailOutcome.Complete, "AKIAALICE"), (path.Outcome, path.Source.AccessKeyId));
        Assert.Equal(Start.AddHours(12), path.Hops[0].ExpiresAt);
    }

    [Fact]
    public async Task Sessions_that_issue_each_other_in_a_circle_end_with_a_gap()
    {
        await using TrailIndex trail = await ReadAsync(
            Assume(0, Session("B", "x", HubAccount, "ASIAB", 0), "A", "x", HubAccount, "ASIAA"),
            Assume(0, Session("A", "x", HubAccount, "ASIAA", 0), "B", "x", HubAccount, "ASIAB"));

        TrailPath path = Assert.Single(trail.WhoIs("ASIAA"));

        Assert.Equal(TrailOutcome.Incomplete, path.Outcome);
        Assert.Contains("in a circle", Assert.Single(path.Gaps).Reason, StringComparison.Ordinal);
        Assert.Equal(2, path.Onward.Count);
    }

    [Fact]
    public async Task A_period_counts_what_was_done_in_it_and_still_looks_back()
    {
        string hub = Session("Hub", "orders", HubAccount, "ASIAHUB", 0);
        TrailReadOptions options = new() { After = Start.AddMinutes(10), Before = Start.AddMinutes(20) };
        await using TrailIndex trail = await ReadFileAsync(
            File(
                Assume(0, Alice, "Hub", "orders", HubAccount, "ASIAHUB"),
                Assume(1, Alice, "Hub", "early", HubAccount, "ASIAEARLY"),
                Call(5, hub, "s3", "ListBuckets", "e1"),
                Call(15, hub, "s3", "GetObject", "e2"),
                Call(25, hub, "s3", "PutObject", "e3")),
            options);

        TrailPath path = Assert.Single(trail.WhoIs("ASIAHUB"));

        Assert.Equal("GetObject", Assert.Single(path.Activity.Calls).Action);
        Assert.Equal((TrailOutcome.Complete, TrailSourceKind.User), (path.Outcome, path.Source.Kind));
        Assert.Empty(trail.WhoIs("ASIAEARLY"));
        Assert.Single(trail.ChainsInto("arn:aws:iam::222222222222:role/Hub"));
    }

    [Fact]
    public async Task Neither_a_token_nor_what_would_steer_a_terminal_is_kept()
    {
        await using TrailIndex trail = await ReadAsync(
            Assume(0, Alice, "Hub", "or\\u001b[31mders\\u202e", HubAccount, "ASIAHUB"));

        TrailPath path = Assert.Single(trail.WhoIs("ASIAHUB"));

        Assert.Equal("or\uFFFD[31mders\uFFFD", path.Hops[0].SessionName);
        Assert.DoesNotContain("SECRET", $"{path} {path.Hops[0]} {path.Source}", StringComparison.Ordinal);
    }
}
