using System.Globalization;
using System.Text.Json;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Microsoft.Extensions.Time.Testing;
using RoleChaining.Testing;

namespace RoleChaining.Trails;

/// <summary>
/// Many chains on the local STS, whose trails are shuffled, with events missing and doubled. ROLE_CHAINING_TRAIL_CHAINS sets how many;
/// 10,000 take about a minute.
/// </summary>
public sealed class LocalRunTests
{
    private const int Seed = 17;

    private static readonly string[] Accounts = ["111111111111", "222222222222", "333333333333"];

    private static readonly int Chains =
        int.Parse(Environment.GetEnvironmentVariable("ROLE_CHAINING_TRAIL_CHAINS") ?? "400", CultureInfo.InvariantCulture);

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly FakeTimeProvider _clock = new(Records.Start);
    private readonly Random _random = new(Seed);

    /// <summary>The key that each key was issued by, as the run knows it.</summary>
    private readonly Dictionary<string, string> _issuedBy = [];
    private readonly Dictionary<string, string> _userOfKey = [];
    private readonly List<string> _last = [];

    [Fact]
    public async Task Of_a_run_with_events_missing_and_doubled_no_link_is_wrong_and_every_gap_is_named()
    {
        await using LocalSts sts = LocalSts.CreateInMemory(options => (options.TimeProvider, options.CallHistoryLimit) = (_clock, 1_000_000));
        await RunAsync(sts);
        string[] all = [.. Accounts.SelectMany(sts.CloudTrailEvents)];
        HashSet<string> removed = [.. all.Where(_ => _random.Next(100) == 0)];
        List<string> kept = [.. all.Where(record => !removed.Contains(record))];
        kept.AddRange([.. kept.Where(_ => _random.Next(100) == 0)]);
        _random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(kept));
        using TemporaryFolder folder = new();
        int file = 0;
        foreach (string[] part in kept.Chunk(500))
        {
            folder.Write($"{file++}.json", Records.File(part));
        }

        await using TrailIndex trail = await TrailIndex.ReadAsync([folder.Path], cancellationToken: Token);

        Assert.Empty(trail.Faults);
        Assert.NotEmpty(removed);
        Dictionary<string, Issue> issues = Issues(all, removed);
        int complete = 0;
        foreach (string key in _last)
        {
            complete += Check(key, issues, trail) ? 1 : 0;
        }

        Assert.InRange(complete, Chains * 0.9, Chains);
    }

    /// <summary>Every hop must be the one that the run knows, and every removed record on the way must be named.</summary>
    private bool Check(string key, Dictionary<string, Issue> issues, TrailIndex trail)
    {
        string[] truth = [.. Way(key)];
        IReadOnlyList<TrailPath> paths = trail.WhoIs(key);
        if (paths.Count == 0)
        {
            // Nobody can tell of a session whose every record is missing.
            Assert.True(issues[key].IsMissing);
            return false;
        }

        TrailPath path = Assert.Single(paths);
        string?[] found = [.. path.Hops.Select(hop => hop.AccessKeyId)];
        Assert.Equal(truth[^found.Length..], found);
        Issue? lost = truth.Skip(1).Reverse().Select(hop => issues[hop]).FirstOrDefault(issue => !issue.HasCallersRecord);
        if (lost is null)
        {
            Assert.True(path.Outcome == TrailOutcome.Complete, $"{path}: {string.Join("; ", path.Gaps)}");
            Assert.Equal((TrailSourceKind.User, _userOfKey[truth[0]]), (path.Source.Kind, path.Source.Name));
            Assert.Equal(truth[0], path.Source.AccessKeyId);
            return true;
        }

        Assert.NotEqual(TrailOutcome.Complete, path.Outcome);
        TrailGap gap = Assert.Single(path.Gaps);
        Assert.Contains(gap.AccountId!, lost.Accounts);
        Assert.InRange(lost.Time, gap.From.AddSeconds(-1), gap.To.AddSeconds(1));
        return false;
    }

    private Stack<string> Way(string key)
    {
        Stack<string> way = new([key]);
        while (_issuedBy.TryGetValue(way.Peek(), out string? caller))
        {
            way.Push(caller);
        }

        return way;
    }

    /// <summary>For each issued key, what became of the records that say so.</summary>
    private static Dictionary<string, Issue> Issues(string[] all, HashSet<string> removed)
    {
        Dictionary<string, Issue> issues = [];
        foreach (string record in all)
        {
            using JsonDocument document = JsonDocument.Parse(record);
            JsonElement root = document.RootElement;
            if (root.GetProperty("responseElements") is { ValueKind: JsonValueKind.Object } response)
            {
                string key = response.GetProperty("credentials").GetProperty("accessKeyId").GetString()!;
                Issue issue = issues.GetValueOrDefault(key) ?? new Issue(root.GetProperty("eventTime").GetDateTimeOffset());
                issues[key] = issue;
                issue.Add(root.GetProperty("recipientAccountId").GetString()!, root.GetProperty("userIdentity").GetProperty("type").GetString()!, !removed.Contains(record));
            }
        }

        return issues;
    }

    /// <summary>Few users, roles and session names, so that all but the keys recur, in the same seconds too.</summary>
    private async Task RunAsync(LocalSts sts)
    {
        LocalUser[] users = [.. Enumerable.Range(0, 4).Select(number => sts.AddUser(Accounts[number % 2], $"user-{number}"))];
        string[] roles = [.. Enumerable.Range(0, 6).Select(number => $"arn:aws:iam::{Accounts[number % 3]}:role/Role{number}")];
        foreach (string role in roles)
        {
            sts.AddRole(
                role,
                """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}""",
                """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""");
        }

        for (int chain = 0; chain < Chains; chain++)
        {
            LocalUser user = users[_random.Next(users.Length)];
            _userOfKey[user.AccessKeyId] = user.Arn;
            AWSCredentials caller = user.Credentials;
            string key = user.AccessKeyId;
            int hops = _random.Next(1, 5);
            for (int hop = 0; hop < hops; hop++)
            {
                using AmazonSecurityTokenServiceClient client = Client(sts, caller);
                AssumeRoleResponse response = await client.AssumeRoleAsync(
                    new() { RoleArn = roles[_random.Next(roles.Length)], RoleSessionName = $"name-{_random.Next(2)}" }, Token);
                _issuedBy[response.Credentials.AccessKeyId] = key;
                (caller, key) = (response.Credentials, response.Credentials.AccessKeyId);
                _clock.Advance(TimeSpan.FromMilliseconds(_random.Next(1500)));
            }

            using AmazonSecurityTokenServiceClient last = Client(sts, caller);
            await last.GetCallerIdentityAsync(new(), Token);
            _last.Add(key);
        }
    }

    private static AmazonSecurityTokenServiceClient Client(LocalSts sts, AWSCredentials credentials)
    {
        AmazonSecurityTokenServiceConfig config = new() { MaxErrorRetry = 0 };
        sts.Configure(config);
        return new(credentials, config);
    }

    private sealed class Issue(DateTimeOffset time)
    {
        public DateTimeOffset Time => time;

        public List<string> Accounts { get; } = [];

        public bool HasCallersRecord { get; private set; }

        public bool IsMissing { get; private set; } = true;

        public void Add(string account, string type, bool isKept)
        {
            Accounts.Add(account);
            IsMissing &= !isKept;
            HasCallersRecord |= isKept && type != "AWSAccount";
        }
    }
}
