using Spectre.Console;

namespace RoleChaining.Tool.Demo;

/// <summary>
/// Colours and tables in a terminal, plain lines in a pipe. No word is broken, since ARNs, policies and commands are copied whole: the
/// terminal wraps what is longer than its lines, and a table that is wider is a list.
/// </summary>
internal sealed class TextReport : Report
{
    /// <summary>What the console is told, so that it breaks nothing.</summary>
    private const int Unbroken = 100_000;

    private readonly IAnsiConsole _console;
    private readonly bool _plain;
    private readonly int _width;

    public TextReport(IAnsiConsole console)
    {
        (_console, _plain, _width) = (console, !console.Profile.Out.IsTerminal, console.Profile.Width);
        if (!_plain)
        {
            console.Profile.Width = Unbroken;
        }
    }

    public override void Title(string text)
    {
        Line("");
        Line(_plain ? $"== {text} ==" : $"[bold blue]{text.EscapeMarkup()}[/]", markup: !_plain);
    }

    public override void Say(string text) => Line(text);

    public override void Refusal(string message)
    {
        foreach (string line in message.Split('\n'))
        {
            Line(_plain ? $"  | {line}" : $"  [yellow]│[/] {line.EscapeMarkup()}", markup: !_plain);
        }
    }

    public override void Event(TimeSpan at, bool good, string text)
    {
        string line = $"  {at.TotalSeconds,5:0.0} s  {text}";
        Line(_plain ? line : $"[{(good ? "green" : "red")}]{line.EscapeMarkup()}[/]", markup: !_plain);
    }

    public override void Table(string[] columns, IReadOnlyList<string[]> rows)
    {
        if (_plain)
        {
            foreach (string[] row in rows)
            {
                Line("  " + string.Join("; ", columns.Zip(row, (column, cell) => $"{column}: {cell}")));
            }

            return;
        }

        int width = 1 + columns.Select((column, i) => 3 + rows.Max(row => Math.Max(column.Length, row[i].Length))).Sum();
        if (width > _width)
        {
            List(columns, rows);
            return;
        }

        Table table = new() { Border = TableBorder.Rounded };
        table.AddColumns(columns);
        foreach (string[] row in rows)
        {
            table.AddRow([.. row.Select(cell => cell.EscapeMarkup())]);
        }

        _console.Write(table);
    }

    private void List(string[] columns, IReadOnlyList<string[]> rows)
    {
        int indent = columns.Max(column => column.Length) + 2;
        foreach (string[] row in rows)
        {
            Line($"{columns[0]} {row[0]}");
            for (int i = 1; i < columns.Length; i++)
            {
                Line($"  {columns[i].PadRight(indent)}{row[i]}");
            }
        }
    }

    protected override void ShowCheck(bool holds, string text) =>
        Line(
            _plain ? $"{(holds ? "ok" : "FAILED")}  {text}" : $"{(holds ? "[green]✓[/]" : "[red]✗[/]")} {text.EscapeMarkup()}",
            markup: !_plain);

    protected override void ShowEnd(bool holds, string text)
    {
        Line("");
        ShowCheck(holds, text);
    }

    // A pipe has no width, so nothing is wrapped there.
    private void Line(string text, bool markup = false)
    {
        if (_plain)
        {
            _console.Profile.Out.Writer.WriteLine(text);
        }
        else if (markup)
        {
            _console.MarkupLine(text);
        }
        else
        {
            _console.WriteLine(text);
        }
    }
}
