namespace RoleChaining.Tool.Demo;

/// <summary>The output of the demo. It remembers whether every check held.</summary>
internal abstract class Report
{
    private int _checks;
    private int _failed;

    /// <summary>Begins a part.</summary>
    public abstract void Title(string text);

    public abstract void Say(string text);

    /// <summary>An expected error, as a user sees it.</summary>
    public abstract void Refusal(string message);

    public abstract void Event(TimeSpan at, bool good, string text);

    public abstract void Table(string[] columns, IReadOnlyList<string[]> rows);

    /// <summary>A check that must hold for the demo to succeed.</summary>
    public void Check(bool holds, string text)
    {
        _checks++;
        _failed += holds ? 0 : 1;
        ShowCheck(holds, text);
    }

    /// <returns>The exit code: 0 if every check held.</returns>
    public int Finish()
    {
        ShowEnd(_failed == 0, _failed == 0 ? $"Checks that held: {_checks} of {_checks}." : $"{_failed} of {_checks} checks failed.");
        return _failed == 0 ? ExitCode.Success : ExitCode.Failed;
    }

    protected abstract void ShowCheck(bool holds, string text);

    protected abstract void ShowEnd(bool holds, string text);
}
