using System.Globalization;
using RoleChaining.Status;

namespace RoleChaining.Page;

/// <summary>
/// What fails, for whom, and what to do: one card for each hop that fails, however many chains share it. The first are open.
/// </summary>
internal static class ProblemsSection
{
    /// <summary>As many as a screen holds, more or less.</summary>
    private const int OpenCards = 2;

    /// <summary>The hops that fail, the worst first, each with the chains whose readers notice it.</summary>
    public static IEnumerable<(HopReport Hop, ChainState State, IReadOnlyList<string> Chains)> Find(StatusReport report) =>
        from entry in EveryChain.Of(report)
        where entry.Chain.Problem is not null
        let failure = entry.Chain.Problem!.LastFailure!
        group entry by (failure.RoleArn, failure.Kind, failure.RequestId, failure.OccurredAt) into same
        let state = same.Max(entry => entry.Chain.State)
        orderby state descending
        select (same.First().Chain.Problem!, state, (IReadOnlyList<string>)[.. same.Select(entry => entry.Name)]);

    public static void Write(HtmlWriter html, StatusReport report)
    {
        var problems = Find(report).ToArray();
        if (problems.Length == 0)
        {
            html.Write($"<p class=\"ok\">No refresh has failed.</p>");
            return;
        }

        html.Write($"<section aria-label=\"Problems\">");
        if (problems.Length > 1)
        {
            WriteSum(html, report, ChainState.Failed);
            WriteSum(html, report, ChainState.Degraded);
        }

        foreach (var (i, (hop, state, chains)) in problems.Index())
        {
            FailureReport failure = hop.LastFailure!;
            html.Write($"""
                <article class="problem {state.ToString()}">
                <details id="problem {failure.Hop} of {chains[0]}" {(i < OpenCards ? "open data-open" : "")}>
                <summary><h2>{WhatFails(failure)}: {failure.Kind}</h2><p class="for">{Consequence(state)} <b>{Shorten(chains)}</b></p></summary>
                <p>{WhatHappened(failure)}</p>
                <p class="advice"><b>What to do:</b> <span>{failure.Advice}</span> <button class="copy">Copy</button></p>
                <dl>
                """);
            WriteFact(html, "Role", failure.RoleArn);
            WriteFact(html, "Last failure", failure.OccurredAt is { } at ? StatusPage.Describe(at) : null);
            WriteFact(html, "Error code", failure.Code);
            WriteFact(html, "Request id", failure.RequestId);
            WriteFact(html, "Session ends", hop.ExpiresAt is { } end ? StatusPage.Describe(end) : null);
            WriteFact(html, "Next attempt", hop.NextRefreshAt is { } next ? NextAttempt(next, report.At) : null);
            html.Write($"</dl></details></article>");
        }

        html.Write($"</section>");
    }

    /// <summary>All that fails in one line, for those who read no further.</summary>
    private static void WriteSum(HtmlWriter html, StatusReport report, ChainState state)
    {
        StatusReport withoutTenants = report with { Pools = [.. report.Pools.Select(pool => pool with { Tenants = [], LeftOut = [] })] };
        string[] chains = [.. EveryChain.Of(withoutTenants).Where(entry => entry.Chain.State == state).Select(entry => entry.Name)];
        string[] names =
        [
            .. chains.Length > 0 ? [Shorten(chains)] : chains,
            .. from pool in report.Pools
               let count = state == ChainState.Failed ? pool.Failed : pool.Degraded
               where count > 0
               select string.Create(CultureInfo.InvariantCulture, $"{count} of {pool.Count} tenants of {EveryChain.NameOf(pool)}"),
        ];
        if (names.Length > 0)
        {
            html.Write($"<p class=\"sum {state.ToString()}\">{Consequence(state)} {string.Join(" and in ", names)}.</p>");
        }
    }

    private static string NextAttempt(DateTimeOffset next, DateTimeOffset now) =>
        next > now ? StatusPage.Describe(next) : "with the next request";

    // The message ends with the advice, which has a place of its own.
    private static string WhatHappened(FailureReport failure) => failure.Message.EndsWith(failure.Advice, StringComparison.Ordinal)
        ? failure.Message[..^failure.Advice.Length].TrimEnd()
        : failure.Message;

    private static string WhatFails(FailureReport failure) =>
        failure.Hop == 0 ? "The source" : $"Hop {failure.Hop}, {RoleName.Find(failure.RoleArn)}";

    private static string Consequence(ChainState state) => state == ChainState.Failed
        ? "Requests fail in"
        : "Requests still work, with the session that is there, in";

    private static string Shorten(IReadOnlyList<string> names) =>
        names.Count <= 5 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(5))} and {names.Count - 5} more";

    private static void WriteFact(HtmlWriter html, string name, string? value)
    {
        if (value is not null)
        {
            html.Write($"<div><dt>{name}</dt><dd>{value}</dd></div>");
        }
    }
}
