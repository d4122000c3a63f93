using System.Globalization;
using System.Text;

namespace RoleChaining.Tool.Trails;

/// <summary>Ways through a trail for people.</summary>
internal static class TraceText
{
    // An interpolated string of its own for each part keeps the culture out.
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    /// <summary>Each way with all that is known of it.</summary>
    public static string Who(IReadOnlyList<TrailPath> paths)
    {
        StringBuilder text = new();
        foreach (TrailPath path in paths)
        {
            text.Append(Plain, $"{Source(path.Source)}\n");
            foreach (TrailHop hop in path.Hops)
            {
                AppendHop(text, hop);
            }

            AppendActivity(text, path.Activity);
            if (path.Onward.Count > 0)
            {
                text.Append("  went on to:\n");
                foreach (TrailHop hop in path.Onward)
                {
                    text.Append(Plain, $"    {Time(hop.IssuedAt)}  {hop.RoleArn ?? hop.Action} as {hop.SessionName}, {hop.CallerAccessKeyId} -> {hop.AccessKeyId}\n");
                }
            }

            text.Append(Plain, $"{Outcome(path)}\n\n");
        }

        return text.ToString();
    }

    /// <summary>Chains of one shape in a line, with their number, and what is not complete.</summary>
    public static string Into(IReadOnlyList<TrailPath> paths)
    {
        StringBuilder text = new();
        foreach (IGrouping<string, TrailPath> same in paths.GroupBy(path => $"{Word(path.Outcome)}  {path}"))
        {
            int count = same.Count();
            DateTimeOffset first = same.Min(path => path.Hops[^1].IssuedAt), last = same.Max(path => path.Hops[^1].IssuedAt);
            text.Append(Plain, $"{same.Key}\n    {(count == 1 ? "1 session" : $"{count} sessions")}, {Time(first)}");
            text.Append(count == 1 ? $": {same.First().Hops[^1].AccessKeyId ?? same.First().Hops[^1].SessionArn}\n" : $" to {Time(last)}\n");
        }

        foreach (TrailPath path in paths.Where(path => path.Outcome != TrailOutcome.Complete))
        {
            text.Append(Plain, $"{path.Hops[^1].AccessKeyId ?? path.Hops[^1].SessionArn}: {Outcome(path)}\n");
        }

        return text.Append(paths.Count == 1 ? "1 chain" : string.Create(Plain, $"{paths.Count} chains")).ToString();
    }

    public static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", Plain);

    public static string Source(TrailSource source)
    {
        string?[] parts =
        [
            Kind(source.Kind) + " " + source.Name,
            source.Provider is { } provider ? $"of {provider}" : null,
            source.AccessKeyId is { } key ? $"key {key}" : null,
            source.SourceIpAddress is { } address ? $"from {address}" : null,
            source.UserAgent is { } agent ? $"with {agent}" : null,
        ];
        return string.Join(", ", parts.Where(part => part is not null));
    }

    public static string Kind(TrailSourceKind kind) => kind switch
    {
        TrailSourceKind.Unknown => "unknown source",
        TrailSourceKind.IdentityCenter => "Identity Center user",
        TrailSourceKind.WebIdentity => "web identity",
        TrailSourceKind.Saml => "SAML user",
        TrailSourceKind.Instance => "EC2 instance",
        TrailSourceKind.Container => "ECS task",
        TrailSourceKind.Function => "Lambda function",
        TrailSourceKind.Pod => "EKS pod",
        TrailSourceKind.Service => "AWS service",
        TrailSourceKind.Account => "principal of another account",
        _ => kind.ToString().ToLowerInvariant(),
    };

    public static string Link(TrailLink link) => link switch
    {
        TrailLink.Exact => "exact",
        TrailLink.ByTime => "by time",
        TrailLink.Ambiguous => "ambiguous",
        _ => "missing",
    };

    public static string Outcome(TrailPath path)
    {
        IEnumerable<string> gaps = path.Gaps.Select(gap => gap.ToString());
        IEnumerable<string> candidates = path.Hops.SelectMany(hop => hop.Candidates.Select(candidate => $"it may be {candidate}"));
        string word = path.Outcome.ToString().ToLowerInvariant();
        return path.Outcome == TrailOutcome.Complete ? word : $"{word}: {string.Join("; ", gaps.Concat(candidates))}";
    }

    private static string Word(TrailOutcome outcome) => outcome.ToString().ToLowerInvariant().PadRight(10);

    private static void AppendHop(StringBuilder text, TrailHop hop)
    {
        text.Append(Plain, $"  {Time(hop.IssuedAt)}  {hop.Action}  {hop.RoleArn ?? hop.SessionArn} as {hop.SessionName}\n");
        string?[] parts =
        [
            $"{(hop.CallerAccessKeyId is { } caller ? $"{caller} -> " : "")}{hop.AccessKeyId ?? "no key"} ({Link(hop.Link)})",
            hop.ExpiresAt is { } expires ? $"until {Time(expires)}" : null,
            hop.SourceIdentity is { } identity ? $"source identity {identity}" : null,
            hop.EventId is { } eventId ? $"event {eventId}" : "no record",
            hop.RequestId is { } requestId ? $"request {requestId}" : null,
        ];
        text.Append(Plain, $"      {string.Join(", ", parts.Where(part => part is not null))}\n");
    }

    private static void AppendActivity(StringBuilder text, TrailActivity activity)
    {
        if (activity.Events == 0)
        {
            text.Append("  no call recorded\n");
            return;
        }

        string errors = activity.Errors == 0 ? "" : string.Create(Plain, $", {activity.Errors} of them errors");
        text.Append(Plain, $"  {(activity.Events == 1 ? "1 call" : $"{activity.Events} calls")}{errors}, {Time(activity.First!.Value)} to {Time(activity.Last!.Value)}:\n");
        const int Most = 30;
        foreach (TrailCall call in activity.Calls.Take(Most))
        {
            string error = call.ErrorCode is null ? "" : $" {call.ErrorCode}";
            text.Append(Plain, $"    {call.Count,7}  {call.Service} {call.Action}{error}\n");
        }

        if (activity.Calls.Count > Most)
        {
            text.Append(Plain, $"    and {activity.Calls.Count - Most} kinds more; --json has all\n");
        }
    }
}
