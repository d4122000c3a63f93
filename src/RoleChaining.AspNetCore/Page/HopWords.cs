using System.Globalization;
using RoleChaining.Status;

namespace RoleChaining.Page;

/// <summary>The state of a hop in words, and what is left of its session as a bar.</summary>
internal static class HopWords
{
    public static string Describe(HopReport hop)
    {
        string state = hop.State switch
        {
            HopState.Empty => "no session yet",
            HopState.Valid => "valid",
            HopState.Degraded => "valid, refresh fails",
            _ => "fails",
        };
        string left = hop.SecondsLeft is { } seconds && hop.State is HopState.Valid or HopState.Degraded
            ? $", {StatusPage.Describe(hop.SecondsLeft ?? 0)} left"
            : "";
        return state + left + (hop.IsRefreshing ? ", refreshing" : "") + Waiting(hop.WaitingReaders);
    }

    /// <summary>How many wait, after what is said before; nothing where nobody does.</summary>
    public static string Waiting(int readers) => readers switch
    {
        0 => "",
        1 => ", 1 waits",
        _ => string.Create(CultureInfo.InvariantCulture, $", {readers} wait"),
    };

    /// <summary>A meter and no styled box: the page's policy allows no style in an attribute.</summary>
    public static void WriteBar(HtmlWriter html, HopReport hop)
    {
        if (hop.LifeLeft is { } left)
        {
            html.Write($"<meter min=\"0\" max=\"100\" low=\"10\" optimum=\"100\" value=\"{(int)(100 * left)}\">{(int)(100 * left)} %</meter>");
        }
    }
}
