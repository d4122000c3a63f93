using System.Text;

namespace RoleChaining.Drawing;

/// <summary>Writes a flowchart of Mermaid.</summary>
internal static class MermaidWriter
{
    public static string Write(RoleChain chain, string? source)
    {
        ChainDrawing drawing = ChainDrawing.Create(chain, source);
        StringBuilder text = new("flowchart LR\n");
        foreach (IGrouping<string?, DrawnNode> account in drawing.Nodes.GroupBy(node => node.AccountId))
        {
            string indent = account.Key is null ? "  " : "    ";
            if (account.Key is not null)
            {
                text.Append($"  subgraph account_{account.Key}[\"account {account.Key}\"]\n");
            }

            foreach (DrawnNode node in account)
            {
                text.Append($"{indent}{node.Id}[\"{Escape(node.Label)}\"]\n");
            }

            if (account.Key is not null)
            {
                text.Append("  end\n");
            }
        }

        foreach (DrawnHop hop in drawing.Hops)
        {
            text.Append($"  {hop.From} -->|\"{string.Join("<br/>", hop.Lines.Select(Escape))}\"| {hop.To}\n");
        }

        return text.ToString();
    }

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}
