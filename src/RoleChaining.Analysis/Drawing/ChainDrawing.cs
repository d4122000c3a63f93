using System.Globalization;

namespace RoleChaining.Drawing;

/// <summary>What a picture of a chain shows: accounts as boxes, hops, lifetimes, and the tags that travel. No secret.</summary>
internal sealed class ChainDrawing
{
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(1);

    private ChainDrawing(IReadOnlyList<DrawnNode> nodes, IReadOnlyList<DrawnHop> hops) => (Nodes, Hops) = (nodes, hops);

    public IReadOnlyList<DrawnNode> Nodes { get; }

    public IReadOnlyList<DrawnHop> Hops { get; }

    public static ChainDrawing Create(RoleChain chain, string? source)
    {
        string? account = source?.Split(':') is [_, _, _, _, { Length: 12 } id, ..] ? id : null;
        List<DrawnNode> nodes = [new DrawnNode("source", account, source is null ? "the source" : source[(source.LastIndexOf(':') + 1)..])];
        List<DrawnHop> hops = [];
        foreach (RoleHop hop in chain.Hops)
        {
            string to = Id(hop.Number);
            nodes.Add(new DrawnNode(to, hop.RoleArn.AccountId, $"role{hop.RoleArn.Path}{hop.RoleArn.Name}"));
            hops.Add(new DrawnHop(hop.Number == 1 ? "source" : Id(hop.Number - 1), to, [.. Lines(hop)]));
        }

        return new ChainDrawing(nodes, hops);
    }

    private static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"hop{number}");

    private static IEnumerable<string> Lines(RoleHop hop)
    {
        yield return string.Create(CultureInfo.InvariantCulture, $"hop {hop.Number}: {string.Join(", ", hop.RequiredActions)}");
        string lifetime = (hop.Duration ?? DefaultLifetime).ToString("c", CultureInfo.InvariantCulture);
        yield return hop.Number > 1 ? $"lasts {lifetime}, at most one hour" : $"lasts {lifetime}";
        if (hop.Tags.Count > 0)
        {
            yield return $"passes {string.Join(", ", hop.Tags)}";
        }

        if (hop.InheritedTagKeys.Count > 0)
        {
            yield return $"inherits {string.Join(", ", hop.InheritedTagKeys)}";
        }

        if ((hop.SourceIdentity ?? hop.InheritedSourceIdentity) is { } identity)
        {
            yield return $"source identity {identity}";
        }

        if (hop.ExternalId is not null)
        {
            yield return "external id";
        }

        if (hop.MfaSerialNumber is not null)
        {
            yield return "MFA";
        }
    }
}
