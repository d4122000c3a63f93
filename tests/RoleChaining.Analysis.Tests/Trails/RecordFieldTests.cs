using System.Text;
using System.Text.Json;
using static RoleChaining.Trails.Records;

namespace RoleChaining.Trails;

/// <summary>What a record says stands in the chain, field by field.</summary>
public sealed class RecordFieldTests
{
    private const string Home = "111111111111";
    private const string Hub = "222222222222";

    private static readonly string Alice = User("alice", Home, "AKIAALICE");

    [Fact]
    public async Task All_that_a_call_says_is_told_of_its_hop_and_of_the_source()
    {
        string record = Assume(0, Alice, "Hub", "orders", Hub, "ASIAHUB")
            .Replace("role/Hub\"", "role/teams/Hub\"", StringComparison.Ordinal)
            .Replace("\"assumedRoleUser\"", "\"sourceIdentity\": \"issued\", \"assumedRoleUser\"", StringComparison.Ordinal)
            .Replace("\"roleSessionName\"", "\"sourceIdentity\": \"requested\", \"roleSessionName\"", StringComparison.Ordinal);
        await using TrailIndex trail = await ReadAsync(record);

        TrailPath path = Assert.Single(trail.WhoIs("ASIAHUB"));

        TrailHop hop = Assert.Single(path.Hops);
        Assert.Empty(hop.Candidates);
        Assert.Equal(
            new TrailHop
            {
                Action = "AssumeRole",
                IssuedAt = Start,
                ExpiresAt = Start.AddHours(1),
                RoleArn = "arn:aws:iam::222222222222:role/teams/Hub",
                SessionArn = "arn:aws:sts::222222222222:assumed-role/Hub/orders",
                SessionName = "orders",
                AssumedRoleId = "AROAHub:orders",
                AccessKeyId = "ASIAHUB",
                CallerAccessKeyId = "AKIAALICE",
                CallerArn = "arn:aws:iam::111111111111:user/alice",
                SourceIdentity = "issued",
                AccountId = Hub,
                Region = "eu-west-1",
                EventId = "event-ASIAHUB-0",
                RequestId = "request-ASIAHUB-0",
                Link = TrailLink.Exact,
                Candidates = hop.Candidates,
            },
            hop);
        Assert.Equal(
            new TrailSource
            {
                Kind = TrailSourceKind.User,
                Name = "arn:aws:iam::111111111111:user/alice",
                AccountId = Home,
                AccessKeyId = "AKIAALICE",
                SourceIpAddress = "192.0.2.7",
                UserAgent = "aws-cli/2.31.0",
            },
            path.Source);
        Assert.Equal("User arn:aws:iam::111111111111:user/alice -> arn:aws:iam::222222222222:role/teams/Hub", path.ToString());
        Assert.Equal((Start, Start), (trail.First, trail.Last));
        Assert.Equal([Hub], trail.Accounts);
    }

    [Theory]
    [InlineData("\"requestParameters\": {", "\"requestParameters\": { \"sourceIdentity\": \"told\",")]
    [InlineData("\"sessionContext\": {", "\"sessionContext\": { \"sourceIdentity\": \"told\",")]
    [InlineData("\"responseElements\": {", "\"responseElements\": { \"sourceIdentity\": \"told\",")]
    public async Task A_source_identity_is_the_one_of_the_answer_or_of_the_request_or_of_the_caller(string place, string text)
    {
        string record = Assume(1, Session("Hub", "orders", Hub, "ASIAHUB", 0), "Production", "orders", "333333333333", "ASIAPROD");
        await using TrailIndex trail = await ReadAsync(record.Replace(place, text, StringComparison.Ordinal));

        Assert.Equal("told", Assert.Single(trail.WhoIs("ASIAPROD")).Hops[^1].SourceIdentity);
    }

    [Fact]
    public async Task A_session_without_an_ARN_is_named_by_what_was_asked_for()
    {
        string record = Assume(0, Alice, "Hub", "orders", Hub, "ASIAHUB").Replace("\"assumedRoleUser\"", "\"other\"", StringComparison.Ordinal);
        await using TrailIndex trail = await ReadAsync(record);

        TrailHop hop = Assert.Single(Assert.Single(trail.WhoIs("ASIAHUB")).Hops);

        Assert.Equal(("orders", "arn:aws:iam::222222222222:role/Hub", Hub), (hop.SessionName, hop.RoleArn, hop.AccountId));
    }

    [Theory]
    [InlineData("\"userName\": \"42\",", "\"subjectFromWebIdentityToken\": \"repo:orders\"", "42")]
    [InlineData("", "\"subjectFromWebIdentityToken\": \"repo:orders\"", "repo:orders")]
    [InlineData("", "\"subject\": \"jdoe\"", "jdoe")]
    [InlineData("", "\"audience\": \"sts\"", "provider:app:42")]
    public async Task A_web_identity_is_named_by_the_record_or_its_token(string caller, string response, string name)
    {
        TrailSource source = await FirstAsync(
            $$"""{ "type": "WebIdentityUser", {{caller}} "principalId": "provider:app:42", "identityProvider": "provider" }""", "AssumeRoleWithWebIdentity", "", response);

        Assert.Equal((TrailSourceKind.WebIdentity, name, "provider", Hub), (source.Kind, source.Name, source.Provider, source.AccountId));
        Assert.Equal($"WebIdentity {name} of provider", source.ToString());
    }

    [Theory]
    [InlineData("\"clusterName\": \"shop\",", "\"subject\": { \"namespace\": \"orders\", \"serviceAccount\": \"writer\" }", "shop/orders/writer/?")]
    [InlineData("", "\"subject\": { \"namespace\": \"orders\" }", "?/orders/?/?")]
    [InlineData("\"clusterName\": \"shop\",", "\"audience\": \"pods\"", "name")]
    public async Task A_pod_of_AssumeRoleForPodIdentity_is_named_by_cluster_namespace_and_account(string request, string response, string name)
    {
        TrailSource source = await FirstAsync(
            """{ "type": "AWSService", "invokedBy": "pods.eks.amazonaws.com" }""", "AssumeRoleForPodIdentity", request, response);

        Assert.Equal((TrailSourceKind.Pod, name), (source.Kind, source.Name));
        Assert.Equal($"Pod {name}", source.ToString());
    }

    [Theory]
    [InlineData("\"sessionCredentialFromConsole\": \"true\"", TrailSourceKind.Console)]
    [InlineData("\"sessionContext\": { \"sessionCredentialFromConsole\": \"true\" }", TrailSourceKind.Console)]
    [InlineData("\"sessionContext\": { \"attributes\": { \"sessionCredentialFromConsole\": \"true\" } }", TrailSourceKind.Console)]
    [InlineData("\"invokedBy\": \"signin.amazonaws.com\"", TrailSourceKind.Console)]
    [InlineData("\"sessionCredentialFromConsole\": \"false\"", TrailSourceKind.User)]
    public async Task A_user_at_the_console_is_told_by_the_record(string text, TrailSourceKind kind)
    {
        string caller = $$"""{ "type": "IAMUser", "principalId": "AIDA", "arn": "arn:aws:iam::111111111111:user/alice", {{text}} }""";
        await using TrailIndex trail = await ReadAsync(Assume(0, caller, "Hub", "orders", Hub, "ASIAHUB"));

        TrailSource source = Assert.Single(trail.WhoIs("ASIAHUB")).Source;

        Assert.Equal((kind, Home), (source.Kind, source.AccountId));
    }

    [Theory]
    [InlineData("arn:aws:iam::111111111111:user/alice", TrailSourceKind.Console)]
    [InlineData("arn:aws:iam::111111111111:root", TrailSourceKind.Root)]
    [InlineData("arn:aws:sts::111111111111:assumed-role/Dev/alice", TrailSourceKind.Unknown)]
    public async Task Who_switches_its_role_in_the_console_is_told_by_its_ARN(string from, TrailSourceKind kind)
    {
        string switched = $$"""
            { "userIdentity": { "type": "AssumedRole", "principalId": "AROAHub:alice", "arn": "arn:aws:sts::222222222222:assumed-role/Hub/alice" },
              "eventTime": "{{Time(0)}}", "eventSource": "signin.amazonaws.com", "eventName": "SwitchRole", "awsRegion": "us-east-1",
              "userAgent": "browser", "sourceIPAddress": "192.0.2.9",
              "additionalEventData": { "SwitchFrom": "{{from}}" }, "eventID": "switch", "recipientAccountId": "222222222222" }
            """;
        await using TrailIndex trail = await ReadAsync(switched);

        TrailPath path = Assert.Single(trail.WhoIs("switch"));

        Assert.Equal(kind, path.Source.Kind);
        Assert.Equal(("SwitchRole", "us-east-1", "alice", "AROAHub:alice"), (path.Hops[^1].Action, path.Hops[^1].Region, path.Hops[^1].SessionName, path.Hops[^1].AssumedRoleId));
        if (kind != TrailSourceKind.Unknown)
        {
            Assert.Equal(("browser", "192.0.2.9", from), (path.Source.UserAgent, path.Source.SourceIpAddress, path.Source.Name));
        }
    }

    [Fact]
    public async Task A_record_that_was_delivered_again_with_more_data_counts_once_and_insights_do_not_count()
    {
        string again = Assume(0, Alice, "Hub", "orders", Hub, "ASIAHUB")
            .Replace("\"eventID\": \"event-ASIAHUB-0\"", "\"eventID\": \"again\", \"addendum\": { \"originalEventID\": \"event-ASIAHUB-0\" }", StringComparison.Ordinal);
        string insight = Assume(7, Alice, "Hub", "insight", Hub, "ASIAINSIGHT").Replace("\"Management\"", "\"Insight\"", StringComparison.Ordinal);
        await using TrailIndex trail = await ReadAsync(Assume(0, Alice, "Hub", "orders", Hub, "ASIAHUB"), again, insight);

        Assert.Equal((2, 1, 1), (trail.EventCount, trail.DuplicateCount, trail.SessionCount));
        Assert.Equal(Start, trail.Last);
    }

    [Fact]
    public async Task Records_in_any_order_tell_the_first_and_the_last_and_none_tells_neither()
    {
        await using TrailIndex trail = await ReadAsync(
            Call(5, Alice, "s3", "GetObject", "e5"), Call(9, Alice, "s3", "PutObject", "e9"), Call(2, Alice, "s3", "GetObject", "e2"));

        Assert.Equal((Start.AddMinutes(2), Start.AddMinutes(9)), (trail.First, trail.Last));
        TrailActivity activity = Assert.Single(trail.WhoIs("AKIAALICE")).Activity;
        Assert.Equal((Start.AddMinutes(2), Start.AddMinutes(9)), (activity.First, activity.Last));
        Assert.Equal(
            [new TrailCall("s3.amazonaws.com", "GetObject", null, 2), new TrailCall("s3.amazonaws.com", "PutObject", null, 1)], activity.Calls);

        await using TrailIndex none = await ReadAsync([]);
        Assert.Equal((null, null, 0), (none.First, none.Last, none.EventCount));
    }

    [Fact]
    public async Task Errors_of_all_kinds_of_calls_are_added_up()
    {
        await using TrailIndex trail = await ReadAsync(
            Call(1, Alice, "s3", "GetObject", "e1", "AccessDenied"), Call(2, Alice, "s3", "PutObject", "e2", "AccessDenied"),
            Call(3, Alice, "s3", "PutObject", "e3", "NoSuchBucket"), Call(4, Alice, "s3", "PutObject", "e4"));

        TrailActivity activity = Assert.Single(trail.WhoIs("AKIAALICE")).Activity;

        Assert.Equal((4, 3), (activity.Events, activity.Errors));
    }

    [Theory]
    [InlineData(10, 20, true)]
    [InlineData(11, 20, false)]
    [InlineData(0, 9, false)]
    [InlineData(null, 10, true)]
    [InlineData(null, 9, false)]
    [InlineData(10, null, true)]
    [InlineData(11, null, false)]
    public async Task A_period_has_its_first_and_its_last_second(int? after, int? before, bool isIn)
    {
        TrailReadOptions options = new()
        {
            After = after is { } first ? Start.AddMinutes(first) : null,
            Before = before is { } last ? Start.AddMinutes(last) : null,
        };
        await using TrailIndex trail = await ReadFileAsync(
            File(Assume(10, Alice, "Hub", "orders", Hub, "ASIAHUB"), Call(10, User("bob", Home, "AKIABOB"), "s3", "GetObject", "e1")), options);

        Assert.Equal(isIn, trail.WhoIs("ASIAHUB").Count == 1);
        Assert.Equal(isIn, trail.ChainsInto("arn:aws:iam::222222222222:role/Hub").Count == 1);
        Assert.Equal(isIn, trail.Chains().Any());
        Assert.Equal(isIn ? 1 : 0, trail.WhoIs("AKIABOB").Sum(path => path.Activity.Events));
    }

    [Fact]
    public async Task Sessions_of_a_role_stand_in_the_order_of_time()
    {
        await using TrailIndex trail = await ReadAsync(
            Assume(9, Alice, "Hub", "orders", Hub, "ASIALATE"), Assume(1, Alice, "Hub", "orders", Hub, "ASIAEARLY"), Assume(5, Alice, "Hub", "orders", Hub, "ASIANOON"));

        string[] inOrder = ["ASIAEARLY", "ASIANOON", "ASIALATE"];
        Assert.Equal(inOrder, trail.WhoIs("orders").Select(path => path.Hops[^1].AccessKeyId));
        Assert.Equal(inOrder, trail.ChainsInto("arn:aws:iam::222222222222:role/Hub").Select(path => path.Hops[^1].AccessKeyId));
        Assert.Equal(inOrder, trail.Chains().Select(path => path.Hops[^1].AccessKeyId));
    }

    [Theory]
    [InlineData("2026-11-20T12:00:00Z", true)]
    [InlineData("1970-01-01T00:00:00Z", true)]
    [InlineData("2026-12-31T23:59:59Z", true)]
    [InlineData("2026-01-01T00:00:00Z", true)]
    [InlineData("2024-02-29T09:08:07Z", true)]
    [InlineData("2023-02-29T09:08:07Z", false)]
    [InlineData("1969-12-31T23:59:59Z", false)]
    [InlineData("2026/11-20T12:00:00Z", false)]
    [InlineData("2026-11/20T12:00:00Z", false)]
    [InlineData("2026-11-20 12:00:00Z", false)]
    [InlineData("2026-11-20T12.00:00Z", false)]
    [InlineData("2026-11-20T12:00.00Z", false)]
    [InlineData("2026-11-20T12:00:00z", false)]
    [InlineData("2026-1a-20T12:00:00Z", false)]
    [InlineData("2026-11-20T12:00:00.0Z", false)]
    public void The_usual_form_of_a_time_is_read_without_a_look_at_the_others(string text, bool isUsual)
    {
        Assert.Equal(isUsual, EventTimes.TryParseUsual(Encoding.UTF8.GetBytes(text), out long seconds));
        Assert.Equal(isUsual ? DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds() : 0, seconds);
    }

    [Theory]
    [InlineData("it is wrong. LineNumber: 7 | BytePositionInLine: 3.", "it is wrong.")]
    [InlineData("it is wrong", "it is wrong")]
    [InlineData(" LineNumber: 7", "")]
    public void A_fault_of_JSON_is_told_without_its_place_in_a_part_of_the_file(string message, string told) =>
        Assert.Equal(told, JsonFault.Describe(new JsonException(message)));

    [Fact]
    public void What_is_told_of_a_trail_has_a_line_each()
    {
        Assert.Equal("a.json: at byte 7: broken", new TrailFault("a.json", 7, "broken").ToString());
        Assert.Equal(
            "arn issued-to ASIA issued 2026-11-20T12:00:00Z, event e1", new TrailCandidate("arn issued-to", "ASIA", Start, "e1").ToString());
        Assert.Equal("a session ASIA issued 2026-11-20T12:00:00Z, event e1", new TrailCandidate(null, "ASIA", Start, "e1").ToString());
        Assert.Equal(
            "the trail of account ? is missing from 2026-11-20T12:00:00Z to 2026-11-20T12:01:00Z: why", new TrailGap(null, Start, Start.AddMinutes(1), "why").ToString());
    }

    private static async Task<TrailSource> FirstAsync(string caller, string action, string request, string response)
    {
        string record = $$"""
            { "userIdentity": {{caller}}, "eventTime": "{{Time(0)}}", "eventSource": "sts.amazonaws.com", "eventName": "{{action}}", "awsRegion": "eu-west-1",
              "requestParameters": { {{request}} "roleArn": "arn:aws:iam::222222222222:role/First", "roleSessionName": "name" },
              "responseElements": { "credentials": { "accessKeyId": "ASIAFIRST" }, {{response}},
                "assumedRoleUser": { "assumeRoleId": "AROAFirst:name", "arn": "arn:aws:sts::222222222222:assumed-role/First/name" } },
              "eventID": "e1", "recipientAccountId": "222222222222" }
            """;
        await using TrailIndex trail = await ReadAsync(record);
        TrailPath path = Assert.Single(trail.WhoIs("AROAFirst:name"));
        return path.Source;
    }
}
