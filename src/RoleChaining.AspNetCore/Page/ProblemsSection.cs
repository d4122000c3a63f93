using RoleChaining.Status;

namespace RoleChaining.Page;

/// <summary>What fails, for whom, and what to do: one card for each hop that fails, however many chains share it.</summary>
internal static class ProblemsSection
{
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
        foreach ((HopReport hop, ChainState state, IReadOnlyList<string> chains) in problems)
        {
            FailureReport failure = hop.LastFailure!;
            html.Write($"""
                <article class="problem {state.ToString()}"><h2>{WhatFails(failure)}: {failure.Kind}</h2>
                <p class="for">{Consequence(state)} <b>{Shorten(chains)}</b></p>
                <p>{failure.Message}</p>
                <p class="advice"><b>What to do:</b> <span>{failure.Advice}</span> <button class="copy">Copy</button></p>
                <dl>
                """);
            WriteFact(html, "Role", failure.RoleArn);
            WriteFact(html, "Last failure", failure.OccurredAt is { } at ? StatusPage.Describe(at) : null);
            WriteFact(html, "Error code", failure.Code);
            WriteFact(html, "Request id", failure.RequestId);
            WriteFact(html, "Session ends", hop.ExpiresAt is { } end ? StatusPage.Describe(end) : null);
            WriteFact(html, "Next attempt", hop.NextRefreshAt is { } next ? StatusPage.Describe(next) : null);
            html.Write($"</dl></article>");
        }

        html.Write($"</section>");
    }

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
