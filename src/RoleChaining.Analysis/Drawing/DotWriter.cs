using System.Text;

namespace RoleChaining.Drawing;

/// <summary>Writes a graph of Graphviz.</summary>
internal static class DotWriter
{
    public static string Write(RoleChain chain, string? source)
    {
        ChainDrawing drawing = ChainDrawing.Create(chain, source);
        StringBuilder text = new("digraph chain {\n  rankdir=LR\n  node [shape=box]\n");
        foreach (IGrouping<string?, DrawnNode> account in drawing.Nodes.GroupBy(node => node.AccountId))
        {
            string indent = account.Key is null ? "  " : "    ";
            if (account.Key is not null)
            {
                text.Append($"  subgraph cluster_{account.Key} {{\n    label={Quote($"account {account.Key}")}\n");
            }

            foreach (DrawnNode node in account)
            {
                text.Append($"{indent}{node.Id} [label={Quote(node.Label)}]\n");
            }

            if (account.Key is not null)
            {
                text.Append("  }\n");
            }
        }

        foreach (DrawnHop hop in drawing.Hops)
        {
            text.Append($"  {hop.From} -> {hop.To} [label={Quote(string.Join('\n', hop.Lines))}]\n");
        }

        return text.Append("}\n").ToString();
    }

    private static string Quote(string text)
    {
        string escaped = text
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
        return $"\"{escaped}\"";
    }
}
