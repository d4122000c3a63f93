using RoleChaining.Trails;

namespace RoleChaining;

/// <summary>
/// What CloudTrail recorded of sessions: who stands behind each, and what it did. The records themselves are not kept, so that a trail may
/// be larger than the memory. Immutable, and safe for use from many threads.
/// </summary>
/// <remarks>
/// Sessions are joined by the key id they were issued with, as AWS describes it:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
/// </remarks>
public sealed class TrailIndex : IAsyncDisposable
{
    private readonly TrailCollector _collector;
    private readonly TrailGraph _graph;
    private readonly TrailReadOptions _options;

    private TrailIndex(TrailCollector collector, TrailReadOptions options, IReadOnlyList<TrailFault> faults, int fileCount)
    {
        (_collector, _options, Faults, FileCount) = (collector, options, faults, fileCount);
        _graph = new TrailGraph(collector);
    }

    /// <summary>How many files were read.</summary>
    public int FileCount { get; }

    /// <summary>How many records were read, with <see cref="DuplicateCount"/>.</summary>
    public long EventCount => _collector.Events;

    /// <summary>How many of them were copies: the organization's trail and the account's hold the same records.</summary>
    public long DuplicateCount => _collector.Duplicates;

    /// <summary>How many sessions there are, issued or only seen in use.</summary>
    public int SessionCount => _graph.Sessions.Count;

    /// <summary>The time of the first record.</summary>
    public DateTimeOffset? First => EventCount == 0 ? null : EventTimes.ToTime(_collector.First);

    /// <summary>The time of the last record.</summary>
    public DateTimeOffset? Last => EventCount == 0 ? null : EventTimes.ToTime(_collector.Last);

    /// <summary>The accounts whose trails were read, in order.</summary>
    public IReadOnlyList<string> Accounts => [.. _collector.Accounts.Keys.Order(StringComparer.Ordinal)];

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<TrailFault> Faults { get; }

    /// <summary>Reads files and folders.</summary>
    /// <param name="paths">
    /// Files, and folders that are read with their subfolders: what CloudTrail writes to S3 (gzip or not), JSON lines, arrays, answers of
    /// <c>aws cloudtrail lookup-events</c>, events of EventBridge, messages of CloudWatch Logs. Digest and Insights files of folders are
    /// passed over, and copies of a record count once. <c>-</c> is standard input.
    /// </param>
    /// <param name="progress">Is told how far it is, some ten times a second at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FileNotFoundException">A path is neither a file nor a folder.</exception>
    /// <exception cref="IOException">A folder cannot be read. A file that cannot be read is among <see cref="Faults"/>.</exception>
    public static Task<TrailIndex> ReadAsync(
        IEnumerable<string> paths, IProgress<TrailProgress>? progress = null, CancellationToken cancellationToken = default) =>
        ReadAsync(paths, new TrailReadOptions(), progress, cancellationToken);

    /// <summary>Reads files and folders for questions that are known before.</summary>
    /// <param name="paths">Files and folders, as above.</param>
    /// <param name="options">The period, and the ids that will be asked for.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="FileNotFoundException">A path is neither a file nor a folder.</exception>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    public static async Task<TrailIndex> ReadAsync(
        IEnumerable<string> paths,
        TrailReadOptions options,
        IProgress<TrailProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(options);
        List<TrailFile> files = TrailFiles.Find(paths);
        TrailCollector collector = new(options);
        List<TrailFault> faults = [];
        ProgressTeller teller = new(progress, files, collector);
        TrailFileReader reader = new(collector, faults, teller.Advance);
        foreach (TrailFile file in files)
        {
            await reader.ReadAsync(file, cancellationToken).ConfigureAwait(false);
            teller.EndFile(file);
        }

        return await Task.Run(() => new TrailIndex(collector, options, faults, files.Count), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Who stands behind a session, from its first link on, and what it did.</summary>
    /// <param name="id">
    /// An access key id, the ARN of a session or user, a role id with session name, a session name, or the event id or request id of the
    /// call that issued a session. Ids of other calls must be in <see cref="TrailReadOptions.Ids"/>.
    /// </param>
    /// <returns>The way to each session that it fits, in the order of time. None where nothing fits.</returns>
    public IReadOnlyList<TrailPath> WhoIs(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        HashSet<KeyUse> watched = [.. FindWatched(id)];
        IEnumerable<TrailPath> sessions = _graph.Sessions
            .Where(session => IsCalled(session, id) || (watched.Count > 0 && _graph.UsesOf(session).Any(watched.Contains)))
            .Where(IsInPeriod)
            .OrderBy(session => session.Time)
            .Select(_graph.PathTo);
        IEnumerable<TrailPath> ambiguous = _graph.Ambiguous
            .Where(pair => IsCalled(pair.Use.Caller, id) || watched.Contains(pair.Use))
            .Select(pair => _graph.PathOf(pair.Use, pair.Match));
        IEnumerable<TrailPath> keys = _graph.OwnUses
            .Where(use => IsCalled(use.Caller, id) || watched.Contains(use))
            .GroupBy(use => (use.Caller.AccessKeyId, use.Caller.PrincipalId))
            .Select(uses => _graph.PathOf(uses));
        return [.. sessions, .. ambiguous, .. keys];
    }

    /// <summary>Every chain that ends with a role.</summary>
    /// <param name="roleArn">The role, with its path. Sessions whose records do not name their role are told by account and role name.</param>
    /// <returns>The way to each of its sessions, in the order of time.</returns>
    public IReadOnlyList<TrailPath> ChainsInto(string roleArn)
    {
        ArgumentException.ThrowIfNullOrEmpty(roleArn);
        return
        [
            .. _graph.Sessions.Where(session => IsOfRole(session, roleArn) && IsInPeriod(session))
                .OrderBy(session => session.Time)
                .Select(_graph.PathTo),
        ];
    }

    /// <summary>Every chain: the way to each session that went on to no other.</summary>
    public IEnumerable<TrailPath> Chains() =>
        _graph.Sessions.Where(IsInPeriod).OrderBy(session => session.Time).Select(_graph.PathTo).Where(path => path.Onward.Count == 0);

    /// <summary>
    /// What is worth a look: chains that are long, without a source identity, of principals that are gone, or not configured.
    /// </summary>
    /// <param name="options">What the trail is compared with.</param>
    public IReadOnlyList<TrailFinding> Find(TrailFindingOptions? options = null) =>
        new FindingRules(options ?? new TrailFindingOptions()).Find(Chains());

    /// <summary>Lets go of what was read.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The record of a call that issued a session is asked for because of that session, and not of its caller.</summary>
    private List<KeyUse> FindWatched(string id) =>
        _collector.Watched.TryGetValue(id, out List<KeyUse>? uses)
            && !_graph.Sessions.Any(session => IsRecordedAs(session, id))
                ? uses
                : [];

    private static bool IsRecordedAs(IssuedSession session, string id) =>
        session.EventId == id || session.RequestId == id || session.SharedEventId == id || session.CopyEventId == id;

    private static bool IsOfRole(IssuedSession session, string roleArn) =>
        session.NamedRole is { } named ? named == roleArn : TrailArn.IsOfRole(session.SessionArn, roleArn);

    private static bool IsCalled(IssuedSession session, string id) =>
        session.AccessKeyId == id || session.SessionArn == id || session.SessionName == id || session.AssumedRoleId == id
        || IsRecordedAs(session, id);

    private static bool IsCalled(TrailCaller caller, string id) =>
        caller.AccessKeyId == id || caller.Arn == id || caller.UserName == id || caller.PrincipalId == id;

    private bool IsInPeriod(IssuedSession session) =>
        (_options.After is null && _options.Before is null)
        || _graph.UsesOf(session).Any(use => use.Count > 0)
        || ((_options.After is not { } after || session.Time >= after.ToUnixTimeSeconds())
            && (_options.Before is not { } before || session.Time <= before.ToUnixTimeSeconds()));
}
