using System.Globalization;
using RoleChaining.Status;

namespace RoleChaining.Page;

/// <summary>
/// The page for the engineer on call: first what fails and what to do, then the tree of sessions, then every chain and pool. Plain HTML
/// with one style and one script of its own, both allowed by a nonce, and nothing from elsewhere.
/// </summary>
internal static class StatusPage
{
    /// <summary>The policy of the page. Only what carries the nonce applies and runs.</summary>
    public static string ContentSecurityPolicy(string nonce) =>
        $"default-src 'none'; style-src 'nonce-{nonce}'; script-src 'nonce-{nonce}'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The whole page.</summary>
    /// <param name="report">What it shows.</param>
    /// <param name="search">What the tenants were searched for.</param>
    /// <param name="nonce">Lets its own style and script apply.</param>
    /// <param name="refreshInterval">How often it loads itself again.</param>
    public static string Create(StatusReport report, string search, string nonce, TimeSpan refreshInterval)
    {
        HtmlWriter html = new();
        html.Write($"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex"><title>{Title(report)}</title>
            """);
        html.Write($"<style nonce=\"{nonce}\">");
        html.WriteOwn(PageFiles.Style);
        html.Write($"</style></head><body data-refresh=\"{(int)refreshInterval.TotalMilliseconds}\">");
        WriteHeader(html, report, search);
        html.Write($"<main id=\"report\">");
        ProblemsSection.Write(html, report);
        WaitingSection.Write(html, report);
        SessionTreeSection.Write(html, report);
        ChainsSection.Write(html, report, search);
        html.Write($"</main><script nonce=\"{nonce}\">");
        html.WriteOwn(PageFiles.Script);
        html.Write($"</script></body></html>");
        return html.ToString();
    }

    /// <summary>What a chain is called in a sentence.</summary>
    public static string NameOf(string name) => name.Length == 0 ? "(unnamed)" : name;

    /// <summary>A time left in two units at most, such as "1 h 5 min".</summary>
    public static string Describe(double seconds) => seconds switch
    {
        <= 0 => "ended",
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds):0} s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds / 60):0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds / 3600):0} h {Math.Floor(seconds % 3600 / 60):0} min"),
    };

    /// <summary>A moment as people compare it with logs: UTC, to the second.</summary>
    public static string Describe(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Title(StatusReport report)
    {
        int problems = ProblemsSection.Find(report).Count();
        return problems == 0 ? $"Role chains: {report.Application}" : $"({problems}) Role chains: {report.Application}";
    }

    private static void WriteHeader(HtmlWriter html, StatusReport report, string search)
    {
        html.Write($"""
            <header><h1>Role chains</h1><p>{report.Application} on {report.Machine}, <time id="at">{Describe(report.At)}</time>
            <span id="stale" hidden>The page cannot be loaded again: this is old.</span></p>
            """);
        if (report.Pools.Count > 0)
        {
            html.Write($"""
                <form role="search"><label>Find a tenant <input type="search" name="q" value="{search}" maxlength="200"
                placeholder="name, account or role"></label> <button>Find</button></form>
                """);
        }

        html.Write($"</header>");
    }
}
