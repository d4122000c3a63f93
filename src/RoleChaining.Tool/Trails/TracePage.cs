using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace RoleChaining.Tool.Trails;

/// <summary>
/// Ways through a trail as a page in one file, without a script or anything from elsewhere. Texts of the trail are escaped, and the policy
/// of the page lets a browser use the one style that is in it.
/// </summary>
internal static class TracePage
{
    // A browser shows some hundred timelines; a person looks at fewer.
    private const int MostPaths = 200;

    private const string Style = """
        :root { color-scheme: light dark; --ink: #1b2530; --faint: #5b6b7b; --line: #d5dde5; --paper: #ffffff; --tint: #f3f6f9;
          --bar: #9db8d6; --use: #1f5fa8; --good: #1a7f4b; --bad: #b3261e; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e4eaf0; --faint: #9aa9b8; --line: #34414e; --paper: #12181f; --tint: #1b232c;
          --bar: #3d5a7a; --use: #7db4f0; --good: #5fcf95; --bad: #ff8a80; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
        main { max-width: 72rem; margin: 0 auto; padding: 1.2rem; }
        h1 { font-size: 1.3rem; margin: 0 0 .3rem; overflow-wrap: anywhere; }
        h2 { font-size: 1.05rem; margin: 0; overflow-wrap: anywhere; }
        section { border: 1px solid var(--line); border-radius: .5rem; padding: 1rem; margin: 1rem 0; }
        p { margin: .3rem 0; }
        .faint { color: var(--faint); font-size: .88rem; overflow-wrap: anywhere; }
        .complete { color: var(--good); font-weight: 600; }
        .incomplete, .ambiguous { color: var(--bad); font-weight: 600; }
        ol { margin: .8rem 0; padding: 0; list-style: none; border-left: 3px solid var(--bar); }
        li { position: relative; padding: .25rem 0 .25rem 1rem; overflow-wrap: anywhere; }
        li::before { content: ""; position: absolute; left: -.5rem; top: .7rem; width: .8rem; height: .8rem; border-radius: 50%;
          background: var(--use); border: 2px solid var(--paper); }
        li.unsure::before { background: var(--bad); }
        .scroll { overflow-x: auto; }
        svg { display: block; min-width: 34rem; width: 100%; height: auto; }
        svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
        svg .tick { fill: var(--faint); }
        svg line { stroke: var(--line); }
        svg .life { fill: var(--bar); }
        svg .use { fill: var(--use); }
        table { border-collapse: collapse; width: 100%; font-size: .9rem; }
        th, td { text-align: left; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
        td.number, th.number { text-align: right; white-space: nowrap; }
        td.error { color: var(--bad); }
        code { font: .92em ui-monospace, monospace; }
        """;

    public static string Write(string question, TrailIndex trail, IReadOnlyList<TrailPath> paths)
    {
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));
        StringBuilder page = new();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="referrer" content="no-referrer">
            <title>{Escape(question)}</title>
            <style>{Style}</style>
            </head>
            <body>
            <main>
            <h1>{Escape(question)}</h1>
            <p class="faint">{trail.EventCount:N0} records of {trail.FileCount:N0} files, {trail.First:u} to {trail.Last:u}, accounts {Escape(Some(trail.Accounts))}</p>

            """);
        foreach (TrailFault fault in trail.Faults.Take(MostPaths))
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"incomplete\">{Escape(fault.ToString())}</p>\n");
        }

        if (paths.Count == 0)
        {
            page.Append("<p>Nothing found.</p>\n");
        }

        foreach (TrailPath path in paths.Take(MostPaths))
        {
            WritePath(page, path);
        }

        if (paths.Count > MostPaths)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"faint\">and {paths.Count - MostPaths:N0} more; --after and --before show them.</p>\n");
        }

        return page.Append("</main>\n</body>\n</html>\n").ToString();
    }

    public static string Escape(string? text) => WebUtility.HtmlEncode(text ?? "");

    private static string Some(IReadOnlyList<string> accounts) =>
        accounts.Count <= 8 ? string.Join(", ", accounts) : $"{string.Join(", ", accounts.Take(8))} and {accounts.Count - 8} more";

    private static void WritePath(StringBuilder page, TrailPath path)
    {
        string word = path.Outcome.ToString().ToLowerInvariant();
        page.Append(CultureInfo.InvariantCulture, $"""
            <section>
            <h2>{Escape(TraceText.Kind(path.Source.Kind))} {Escape(path.Source.Name)}</h2>
            <p class="faint">{Escape(TraceText.Source(path.Source))}</p>
            <p class="{word}">{Escape(TraceText.Outcome(path))}</p>
            <ol>

            """);
        foreach (TrailHop hop in path.Hops)
        {
            WriteHop(page, hop);
        }

        page.Append("</ol>\n");
        Timeline.Write(page, path);
        if (path.Onward.Count > 0)
        {
            page.Append("<p>Went on to</p>\n<ol>\n");
            foreach (TrailHop hop in path.Onward.Take(MostPaths))
            {
                WriteHop(page, hop);
            }

            page.Append("</ol>\n");
        }

        WriteActivity(page, path.Activity);
        page.Append("</section>\n");
    }

    private static void WriteHop(StringBuilder page, TrailHop hop)
    {
        string sure = hop.Link is TrailLink.Exact or TrailLink.ByTime ? "sure" : "unsure";
        string identity = hop.SourceIdentity is null ? "" : $", source identity {Escape(hop.SourceIdentity)}";
        page.Append(CultureInfo.InvariantCulture, $"""
            <li class="{sure}">{Escape(hop.Action)} <strong>{Escape(hop.RoleArn ?? hop.SessionArn)}</strong> as {Escape(hop.SessionName)}
            <br><span class="faint">{TraceText.Time(hop.IssuedAt)}, <code>{Escape(hop.CallerAccessKeyId)}</code> to <code>{Escape(hop.AccessKeyId)}</code>,
            {TraceText.Link(hop.Link)}{identity}, event <code>{Escape(hop.EventId ?? "none")}</code></span></li>

            """);
    }

    private static void WriteActivity(StringBuilder page, TrailActivity activity)
    {
        if (activity.Events == 0)
        {
            page.Append("<p class=\"faint\">No call recorded.</p>\n");
            return;
        }

        page.Append(CultureInfo.InvariantCulture, $"<p>Calls: {activity.Events:N0}, errors: {activity.Errors:N0}</p>\n<div class=\"scroll\"><table>\n");
        page.Append("<tr><th class=\"number\">Calls</th><th>Service</th><th>Operation</th><th>Error</th></tr>\n");
        foreach (TrailCall call in activity.Calls.Take(MostPaths))
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"number\">{call.Count:N0}</td><td>{Escape(call.Service)}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<td>{Escape(call.Action)}</td><td class=\"error\">{Escape(call.ErrorCode)}</td></tr>\n");
        }

        page.Append("</table></div>\n");
    }
}
