using System.Globalization;
using System.Text;

namespace RoleChaining.Tool.Trails;

/// <summary>The sessions of a way on an axis of time: how long each lived, and when the last one was used.</summary>
internal static class Timeline
{
    private const int Width = 900;
    private const int Left = 230;
    private const int Row = 26;
    private const int Ticks = 4;

    // More rows than a screen has are no picture.
    private const int MostRows = 40;

    public static void Write(StringBuilder page, TrailPath path)
    {
        TrailHop[] hops = [.. path.Hops.Concat(path.Onward).Take(MostRows)];
        if (hops.Length == 0)
        {
            return;
        }

        DateTimeOffset from = hops.Min(hop => hop.IssuedAt);
        DateTimeOffset to = hops.Max(hop => hop.ExpiresAt ?? hop.IssuedAt);
        to = path.Activity.Last is { } last && last > to ? last : to;
        double seconds = Math.Max(1, (to - from).TotalSeconds);
        int height = (hops.Length + 1) * Row + 8;
        page.Append(CultureInfo.InvariantCulture, $"<div class=\"scroll\"><svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"Timeline\">\n");
        for (int tick = 0; tick <= Ticks; tick++)
        {
            DateTimeOffset time = from.AddSeconds(seconds * tick / Ticks);
            double x = X(time);
            string anchor = tick == Ticks ? "end" : tick == 0 ? "start" : "middle";
            page.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x:0.#}\" y1=\"{Row}\" x2=\"{x:0.#}\" y2=\"{height}\"/>");
            page.Append(CultureInfo.InvariantCulture, $"<text class=\"tick\" x=\"{x:0.#}\" y=\"16\" text-anchor=\"{anchor}\">{time:MM-dd HH:mm:ss}</text>\n");
        }

        for (int row = 0; row < hops.Length; row++)
        {
            TrailHop hop = hops[row];
            int y = (row + 1) * Row;
            string name = hop.RoleArn is { } role ? role[(role.LastIndexOf('/') + 1)..] : hop.Action;
            page.Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{y + 17}\">{TracePage.Escape(Short($"{hop.AccountId} {name}"))}</text>");
            Bar("life", y + 5, 16, hop.IssuedAt, hop.ExpiresAt ?? hop.IssuedAt, hop);
            if (row == path.Hops.Count - 1 && path.Activity is { First: { } first, Last: { } end })
            {
                Bar("use", y + 10, 6, first, end, hop);
            }
        }

        page.Append("</svg></div>\n");

        double X(DateTimeOffset time) => Left + Math.Clamp((time - from).TotalSeconds / seconds, 0, 1) * (Width - Left - 4);

        void Bar(string kind, int y, int thickness, DateTimeOffset start, DateTimeOffset end, TrailHop hop)
        {
            page.Append(CultureInfo.InvariantCulture, $"<rect class=\"{kind}\" x=\"{X(start):0.#}\" y=\"{y}\" ");
            page.Append(CultureInfo.InvariantCulture, $"width=\"{Math.Max(3, X(end) - X(start)):0.#}\" height=\"{thickness}\" rx=\"2\">");
            page.Append(CultureInfo.InvariantCulture, $"<title>{TracePage.Escape(hop.SessionArn)} {TraceText.Time(start)} to {TraceText.Time(end)}</title></rect>\n");
        }
    }

    private static string Short(string text) => text.Length <= 34 ? text : text[..33] + "…";
}
