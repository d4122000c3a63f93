using System.Globalization;
using System.Text;

namespace RoleChaining.Verifying;

/// <summary>
/// A report for people: a row for each hop, as soon as it is known, and below it what else was seen. The columns do not depend on what is
/// in them.
/// </summary>
/// <param name="chain">The chain.</param>
/// <param name="width">The width that lines are wrapped at; null wraps nothing.</param>
/// <param name="say">Puts a message into the reader's own words.</param>
internal sealed class VerifyText(RoleChain chain, int? width, Func<string, string>? say = null)
{
    private const string Indent = "    ";
    private const int ShownParts = 3;

    /// <summary>STS tells its times in whole seconds.</summary>
    private static readonly TimeSpan Inexactness = TimeSpan.FromSeconds(2);

    /// <summary>The columns are 54 wide without the identity, which has its own line where there is no room for it.</summary>
    private const int WidthWithIdentity = 140;

    private bool HasRoom => width is null or >= WidthWithIdentity;

    public string Header => Row("status", "hop", "account", "latency", "asked", "granted", "identity");

    public static string Word(VerifyStatus status) => status switch
    {
        VerifyStatus.Ok => "ok",
        VerifyStatus.Denied => "denied",
        _ => "not checked",
    };

    /// <summary>Everything.</summary>
    public IEnumerable<string> All(VerifyReport report) => [Header, .. report.Hops.SelectMany(Lines), .. End(report)];

    /// <summary>The row of a hop first, then what is below it.</summary>
    public IEnumerable<string> Lines(VerifiedHop hop)
    {
        string? identity = hop.Identity ?? hop.Hop?.RoleArn.ToString();
        yield return Row(
            Word(hop.Status),
            hop.Number.ToString(CultureInfo.InvariantCulture),
            hop.AccountId ?? "",
            hop.Latency is { } latency ? $"{latency.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)} ms" : "",
            Time(hop.RequestedLifetime),
            Time(Granted(hop)),
            identity ?? "the source");
        if (!HasRoom && identity is not null)
        {
            yield return $"{Indent}{identity}";
        }

        foreach (string line in Facts(hop).SelectMany(fact => Wrap(fact, Indent)))
        {
            yield return line;
        }
    }

    /// <summary>What was tried on request, and how the chain stands.</summary>
    public IEnumerable<string> End(VerifyReport report)
    {
        foreach (string line in report.Checks.SelectMany(check => Wrap($"{Word(check)}: {Say(check.ToString())}", "")))
        {
            yield return line;
        }

        string calls = string.Create(CultureInfo.InvariantCulture, $"{report.Hops.Sum(hop => hop.Calls)} calls");
        yield return report.FailedHop is { } failed ? $"{Word(report.Status)}: {Where(failed)}" : $"ok: the chain works ({calls})";
    }

    private static string Word(VerifyCheck check) => check.Kind switch
    {
        VerifyCheckKind.ExternalIdEnforced => check.Holds == false ? "NOT ENFORCED" : "external id",
        VerifyCheckKind.Direct => "direct",
        _ => "longest",
    };

    private string Where(VerifiedHop failed)
    {
        string where = failed.Number == 0
            ? "the source"
            : string.Create(CultureInfo.InvariantCulture, $"hop {failed.Number} of {chain.Hops.Count}");
        return (chain.Hops.Count - failed.Number) switch
        {
            0 => where,
            1 => $"{where}; the hop after it was not asked",
            _ => $"{where}; the hops after it were not asked",
        };
    }

    private IEnumerable<string> Facts(VerifiedHop hop)
    {
        if (hop.Host is { } host)
        {
            string again = hop.Calls > 2 ? string.Create(CultureInfo.InvariantCulture, $", {hop.Calls} calls") : "";
            yield return $"asked: {host} in {hop.Region}{(hop.IsFips ? ", FIPS" : "")}{again}";
        }

        if (hop.PackedPolicySize is { } size)
        {
            int more = hop.PackedParts.Count - ShownParts;
            string rest = more > 0 ? string.Create(CultureInfo.InvariantCulture, $", and {more} more") : "";
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"packed size: {size} %: {string.Join(", ", hop.PackedParts.Take(ShownParts))}{rest}");
        }

        if (hop.Host is not null && hop.Hop?.InheritedTagKeys is { Count: > 0 } tags)
        {
            yield return $"inherited tags: {string.Join(", ", tags)}";
        }

        if (hop.SourceIdentity is { } sourceIdentity)
        {
            yield return $"source identity: {sourceIdentity}{(hop.Hop?.InheritedSourceIdentity is null ? "" : ", inherited")}";
        }

        if (hop.MfaAge is { } age)
        {
            yield return $"MFA: {Time(age)} ago";
        }

        if (hop.ClockDifference is { } difference && difference.Duration() >= Inexactness)
        {
            string side = difference > TimeSpan.Zero ? "behind" : "ahead of";
            yield return $"clock: this machine's is {Time(difference.Duration())} {side} STS's";
        }

        if (hop.Failure is { } failure)
        {
            yield return Say(failure.Message);
        }
    }

    private string Say(string message) => say?.Invoke(message) ?? message;

    private string Row(string status, string hop, string account, string latency, string asked, string granted, string identity) =>
        $"{status,-11} {hop,3} {account,-12} {latency,9} {asked,7} {granted,7}{(HasRoom ? $"  {identity}" : "")}".TrimEnd();

    private static TimeSpan? Granted(VerifiedHop hop) =>
        (hop.GrantedLifetime - hop.RequestedLifetime)?.Duration() < Inexactness ? hop.RequestedLifetime : hop.GrantedLifetime;

    /// <summary>In the two largest units, as in <c>1h30m</c>.</summary>
    private static string Time(TimeSpan? time)
    {
        if (time is not { } span)
        {
            return "";
        }

        long seconds = (long)Math.Round(span.TotalSeconds);
        (long First, string Unit, long Second, string Next) parts = seconds >= 3600 ? (seconds / 3600, "h", seconds % 3600 / 60, "m")
            : (seconds / 60, "m", seconds % 60, "s");
        return string.Concat(
            parts.First > 0 ? string.Create(CultureInfo.InvariantCulture, $"{parts.First}{parts.Unit}") : "",
            parts.Second > 0 || parts.First == 0 ? string.Create(CultureInfo.InvariantCulture, $"{parts.Second}{parts.Next}") : "");
    }

    /// <summary>Breaks lines between words, and keeps how far they are indented. A statement to be copied is never broken.</summary>
    private IEnumerable<string> Wrap(string text, string indent)
    {
        foreach (string paragraph in text.Split('\n'))
        {
            string words = paragraph.TrimStart(' ');
            string start = indent + paragraph[..^words.Length];
            StringBuilder line = new(start);
            bool isEmpty = true;
            foreach (string word in words is ['{', ..] ? [words] : words.Split(' '))
            {
                if (!isEmpty && line.Length + 1 + word.Length > (width ?? int.MaxValue))
                {
                    yield return line.ToString();
                    line.Clear().Append(start).Append("  ");
                    isEmpty = true;
                }

                line.Append(isEmpty ? "" : " ").Append(word);
                isEmpty = false;
            }

            yield return line.ToString().TrimEnd();
        }
    }
}
