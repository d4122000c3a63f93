using Spectre.Console;

namespace RoleChaining.Tool.Demo;

/// <summary>Colours and tables in a terminal, plain lines in a pipe.</summary>
internal sealed class TextReport(IAnsiConsole console) : Report
{
    private readonly bool _plain = !console.Profile.Out.IsTerminal;

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

        Table table = new() { Border = TableBorder.Rounded };
        table.AddColumns(columns);
        foreach (string[] row in rows)
        {
            table.AddRow([.. row.Select(cell => cell.EscapeMarkup())]);
        }

        console.Write(table);
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
