using System.Collections.Concurrent;
using System.Diagnostics;

namespace RoleChaining.Stress;

/// <summary>Sees, by the library's own spans, whether two AssumeRole calls for one session are ever under way at once.</summary>
internal sealed class FlightWatch : IDisposable
{
    /// <summary>Of the clocks that a span's beginning and its length are taken from.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(5);

    private readonly ConcurrentBag<Activity> _calls = [];
    private readonly ActivityListener _listener;

    /// <param name="marker">What the session names of the test begin with.</param>
    public FlightWatch(string marker)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RoleChainDiagnostics.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.OperationName == "AssumeRole" && Session(activity).StartsWith(marker, StringComparison.Ordinal))
                {
                    _calls.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public int Calls => _calls.Count;

    /// <summary>The sessions that were asked for twice at once.</summary>
    public IReadOnlyList<string> Overlaps() =>
    [
        .. _calls.GroupBy(Session).SelectMany(calls =>
        {
            Activity[] inOrder = [.. calls.OrderBy(call => call.StartTimeUtc)];
            return inOrder.Zip(inOrder.Skip(1))
                .Where(pair => pair.Second.StartTimeUtc < pair.First.StartTimeUtc + pair.First.Duration - Tolerance)
                .Select(pair => $"{calls.Key} at {pair.First.StartTimeUtc:O} for {pair.First.Duration} and at {pair.Second.StartTimeUtc:O}");
        }),
    ];

    public void Dispose() => _listener.Dispose();

    private static string Session(Activity activity) => (string)activity.GetTagItem("role_chaining.session_name")!;
}
