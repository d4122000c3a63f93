using System.Globalization;
using RoleChaining.Status;

namespace RoleChaining.Page;

/// <summary>Who waits for a session now, most first. Nothing where nobody does, which is nearly always.</summary>
internal static class WaitingSection
{
    private const int MostNames = 10;

    public static void Write(HtmlWriter html, StatusReport report)
    {
        (ChainReport Chain, string Name)[] waiting =
            [.. EveryChain.Of(report).Where(entry => entry.Chain.Waiting > 0).OrderByDescending(entry => entry.Chain.Waiting)];
        if (waiting.Length == 0)
        {
            return;
        }

        string names = string.Join(", ", waiting.Take(MostNames).Select(
            entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Chain.Waiting} in {entry.Name}")));
        string more = waiting.Length > MostNames
            ? string.Create(CultureInfo.InvariantCulture, $" and more in {waiting.Length - MostNames} others")
            : "";
        html.Write($"<p class=\"waiting\">Requests wait for a session: {names}{more}.</p>");
    }
}
