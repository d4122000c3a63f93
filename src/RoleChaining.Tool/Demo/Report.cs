using Spectre.Console;

namespace RoleChaining.Tool.Demo;

/// <summary>What the demo prints: colours and tables in a terminal, plain lines in a pipe. It remembers whether all went as said.</summary>
internal sealed class Report(IAnsiConsole console)
{
    private readonly bool _plain = !console.Profile.Out.IsTerminal;
    private int _checks;
    private int _failed;

    public void Title(string text)
    {
        Line("");
        Line(_plain ? $"== {text} ==" : $"[bold blue]{text.EscapeMarkup()}[/]", markup: !_plain);
    }

    public void Say(string text) => Line(text);

    /// <summary>Something that must be so for the demo to succeed.</summary>
    public void Check(bool holds, string text)
    {
        _checks++;
        _failed += holds ? 0 : 1;
        Line(_plain ? $"{(holds ? "ok" : "FAILED")}  {text}" : $"{(holds ? "[green]✓[/]" : "[red]✗[/]")} {text.EscapeMarkup()}", markup: !_plain);
    }

    /// <summary>An error that was meant to happen, as its reader sees it.</summary>
    public void Refusal(string message)
    {
        foreach (string line in message.Split('\n'))
        {
            Line(_plain ? $"  | {line}" : $"  [yellow]│[/] {line.EscapeMarkup()}", markup: !_plain);
        }
    }

    public void Event(TimeSpan at, bool good, string text)
    {
        string line = $"  {at.TotalSeconds,5:0.0} s  {text}";
        Line(_plain ? line : $"[{(good ? "green" : "red")}]{line.EscapeMarkup()}[/]", markup: !_plain);
    }

    public void Table(string[] columns, IReadOnlyList<string[]> rows)
    {
        if (_plain)
        {
            foreach (string[] row in rows)
            {
                Line("  " + string.Join("; ", columns.Zip(row, (column, cell) => $"{column}: {cell}")));
            }

            return;
        }

        Table table = new() { Border = TableBorder.Rounded };
        table.AddColumns(columns);
        foreach (string[] row in rows)
        {
            table.AddRow([.. row.Select(cell => cell.EscapeMarkup())]);
        }

        console.Write(table);
    }

    /// <returns>The exit code: 0 if every check held.</returns>
    public int Finish()
    {
        Line("");
        Check(_failed == 0, _failed == 0 ? $"All {_checks} checks held." : $"{_failed} of {_checks} checks failed.");
        return _failed == 0 ? 0 : 1;
    }

    // A pipe has no width, so nothing is wrapped there.
    private void Line(string text, bool markup = false)
    {
        if (_plain)
        {
            console.Profile.Out.Writer.WriteLine(text);
        }
        else if (markup)
        {
            console.MarkupLine(text);
        }
        else
        {
            console.WriteLine(text);
        }
    }
}
