using System.Globalization;
using System.Text;

namespace RoleChaining.Tool.Trails;

/// <summary>Ways through a trail as a picture: a box for each source and role, an arrow with the number of sessions.</summary>
internal static class TraceMermaid
{
    public static string Write(IReadOnlyList<TrailPath> paths)
    {
        StringBuilder text = new("flowchart LR\n");
        Dictionary<string, string> ids = [];
        IEnumerable<(string From, string To, TrailLink Link)> arrows = paths.SelectMany(Arrows);
        foreach (IGrouping<(string From, string To, TrailLink Link), (string, string, TrailLink)> same in arrows.GroupBy(arrow => arrow))
        {
            string line = same.Key.Link is TrailLink.Exact or TrailLink.ByTime ? "-->" : "-.->";
            text.Append(CultureInfo.InvariantCulture, $"  {Node(same.Key.From)} {line}|\"{same.Count()}\"| {Node(same.Key.To)}\n");
        }

        return text.ToString();

        string Node(string name)
        {
            if (ids.TryGetValue(name, out string? id))
            {
                return id;
            }

            ids[name] = id = string.Create(CultureInfo.InvariantCulture, $"n{ids.Count + 1}");
            return $"{id}[\"{Escape(name)}\"]";
        }
    }

    private static IEnumerable<(string From, string To, TrailLink Link)> Arrows(TrailPath path)
    {
        string from = $"{TraceText.Kind(path.Source.Kind)} {path.Source.Name}";
        foreach (TrailHop hop in path.Hops)
        {
            string to = hop.RoleArn ?? hop.SessionArn ?? hop.Action;
            yield return (from, to, hop.Link);
            from = to;
        }

        Dictionary<string, string> roles = path.Hops is [.., { AccessKeyId: { } key }] ? new() { [key] = from } : [];
        foreach (TrailHop hop in path.Onward)
        {
            string to = hop.RoleArn ?? hop.SessionArn ?? hop.Action;
            yield return (roles.GetValueOrDefault(hop.CallerAccessKeyId ?? "", from), to, hop.Link);
            roles[hop.AccessKeyId ?? ""] = to;
        }
    }

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}
