using RoleChaining.Verifying;
using Spectre.Console;

namespace RoleChaining.Tool.Verify;

/// <summary>Prints each hop as soon as it is known: as wide as the terminal, or unwrapped in a pipe.</summary>
internal sealed class VerifyTable : IProgress<VerifiedHop>
{
    /// <summary>The text is wrapped by its words already. The console would break an ARN, which is copied whole.</summary>
    private const int Unbroken = 100_000;

    private readonly IAnsiConsole _console = AnsiConsole.Console;
    private readonly VerifyText _text;

    public VerifyTable(RoleChain chain, Func<string, string> say)
    {
        _text = new VerifyText(chain, IsTerminal ? _console.Profile.Width : null, say);
        _console.Profile.Width = Unbroken;
        WriteLine(_text.Header, "bold");
    }

    private bool IsTerminal => _console.Profile.Out.IsTerminal;

    public void Report(VerifiedHop value)
    {
        string? style = Style(value.Status);
        foreach (string line in _text.Lines(value))
        {
            WriteLine(line, style);
            style = null; // the rest explains the row
        }
    }

    public void End(VerifyReport report)
    {
        string[] lines = [.. _text.End(report)];
        foreach (string line in lines[..^1])
        {
            WriteLine(line);
        }

        WriteLine(lines[^1], Style(report.Status));
    }

    private static string Style(VerifyStatus status) => status switch
    {
        VerifyStatus.Ok => "green",
        VerifyStatus.Denied => "red",
        _ => "yellow",
    };

    private void WriteLine(string line, string? style = null)
    {
        if (IsTerminal)
        {
            _console.MarkupLine(style is null ? line.EscapeMarkup() : $"[{style}]{line.EscapeMarkup()}[/]");
        }
        else
        {
            Console.Out.WriteLine(line);
        }
    }
}
