using RoleChaining.Status;

namespace RoleChaining.Page;

/// <summary>The sessions as a tree: the sources, the hubs they lead to, and the roles behind these.</summary>
internal static class SessionTreeSection
{
    public static void Write(HtmlWriter html, StatusReport report)
    {
        html.Write($"<section><h2>Sessions</h2>");
        foreach (PoolReport pool in report.Pools.Where(pool => pool.Tenants.Count < pool.Count))
        {
            html.Write($"<p>{pool.Tenants.Count} of the {pool.Count} tenants of {EveryChain.NameOf(pool)} are shown.</p>");
        }

        html.Write($"<ul class=\"tree\">");
        foreach (SessionTreeNode root in SessionTreeNode.Create(report))
        {
            Write(html, root);
        }

        html.Write($"</ul></section>");
    }

    private static void Write(HtmlWriter html, SessionTreeNode node)
    {
        HopReport hop = node.Hop;
        html.Write($"""
            <li><div class="node {hop.State.ToString()}" title="{hop.AssumedRoleArn ?? hop.RoleArn}">
            <b>{RoleName.Find(hop.RoleArn)}</b> <span class="state">{HopWords.Describe(hop)}</span>
            """);
        HopWords.WriteBar(html, hop);
        if (node.Names.Count > 0)
        {
            html.Write($"<small>{string.Join(", ", node.Names)}</small>");
        }

        html.Write($"</div>");
        if (node.Children.Any())
        {
            html.Write($"<ul>");
            foreach (SessionTreeNode child in node.Children)
            {
                Write(html, child);
            }

            html.Write($"</ul>");
        }

        html.Write($"</li>");
    }
}
