using System.Text.Json;

namespace RoleChaining.Testing;

/// <summary>
/// Generated cases on which a public IAM policy simulator (cloud-copilot's iam-simulate 0.1.173) and this evaluator agreed when the table
/// was made. The simulator's code is not here, only what it answered.
/// </summary>
public sealed class SimulatorCaseTests
{
    private const string Target = "arn:aws:iam::222222222222:role/Target";

    private static readonly JsonElement[] Table = Read();

    public static IEnumerable<TheoryDataRow<int>> Numbers() => Enumerable.Range(0, Table.Length).Select(number => new TheoryDataRow<int>(number));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void The_decision_is_the_simulators(int number)
    {
        JsonElement item = Table[number];
        Assert.Equal(item.GetProperty("allowed").GetBoolean(), Decide(item));
    }

    private static bool Decide(JsonElement item)
    {
        LocalClock clock = new(TimeProvider.System, TimeSpan.Zero);
        Assert.True(Arn.TryParseRole(Target, out Arn? arn));
        IamPolicy document = LocalRole.ParseTrust(item.GetProperty("trust").GetRawText(), "trust");
        LocalRole role = new(clock, new(false), arn, document, PolicySet.Empty, TimeSpan.FromHours(1), new Dictionary<string, string>(), DateTimeOffset.MinValue);
        JsonElement context = item.GetProperty("context");
        Caller caller = Caller(item, context);
        RequestContext request = new()
        {
            Principal = caller.Principal,
            Now = The.Time,
            SourceIp = "127.0.0.1",
            Region = "eu-west-1",
            SessionName = "name",
            ExternalId = Text(context, "externalId"),
            SourceIdentity = Text(context, "sourceIdentity"),
            MultiFactorNow = context.TryGetProperty("mfa", out JsonElement mfa) && mfa.GetBoolean(),
            RequestTags = new(Tags(context, "tags")),
        };
        return Record.Exception(() => Authorizer.Demand(caller, role, "sts:AssumeRole", request)) is null;
    }

    private static Caller Caller(JsonElement item, JsonElement context)
    {
        string kind = item.GetProperty("caller").GetString()!;
        bool session = kind is "role" or "foreignRole";
        string account = kind.StartsWith("foreign", StringComparison.Ordinal) ? "111111111111" : "222222222222";
        string user = kind == "foreigner" ? "bob" : "alice";
        return new()
        {
            AccessKeyId = "ASIA",
            Partition = "aws",
            AccountId = account,
            Arn = session ? $"arn:aws:sts::{account}:assumed-role/Caller/session" : $"arn:aws:iam::{account}:user/{user}",
            PrincipalArn = session ? $"arn:aws:iam::{account}:role/Caller" : $"arn:aws:iam::{account}:user/{user}",
            UserId = "AIDAAAAAAAAAAAAAAAAAA",
            UserName = session ? null : user,
            PrincipalType = session ? "AssumedRole" : "User",
            OwnTags = Tags(context, "callerTags").ToDictionary(),
            Policies = PolicySet.Parse([.. item.GetProperty("policies").EnumerateArray().Select(policy => policy.GetRawText())], "policies").Documents,
            Session = session
                ? new IssuedSession
                {
                    AccessKeyId = "ASIA",
                    SecretAccessKey = "secret",
                    TokenHash = [],
                    IssuedAt = The.Time,
                    ExpiresAt = The.Time.AddHours(1),
                }
                : null,
            SessionPolicies = session && item.TryGetProperty("session", out JsonElement policy) ? PolicySet.Parse([policy.GetRawText()], "session").Documents : null,
        };
    }

    private static string? Text(JsonElement context, string name) => context.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static IEnumerable<KeyValuePair<string, string>> Tags(JsonElement context, string name) => context.TryGetProperty(name, out JsonElement tags)
        ? tags.EnumerateObject().Select(tag => KeyValuePair.Create(tag.Name, tag.Value.GetString()!))
        : [];

    private static JsonElement[] Read()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Policies", "simulator-cases.json")));
        return [.. document.RootElement.EnumerateArray().Select(item => item.Clone())];
    }
}
