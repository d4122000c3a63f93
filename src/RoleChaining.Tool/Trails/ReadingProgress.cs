using System.Globalization;

namespace RoleChaining.Tool.Trails;

/// <summary>Shows at a terminal how much of a trail is read, on one line that is wiped at the end.</summary>
internal sealed class ReadingProgress : IProgress<TrailProgress>, IDisposable
{
    private int _width;

    public void Report(TrailProgress value)
    {
        if (Console.IsErrorRedirected)
        {
            return;
        }

        // Nobody knows how long a pipe is.
        string percent = value.ByteCount == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {value.BytesRead * 100 / value.ByteCount} %,");
        Show(string.Create(CultureInfo.InvariantCulture, $"role-chain: reading{percent} {value.Events:N0} records"));
    }

    public void Dispose()
    {
        if (_width > 0)
        {
            Show("");
            Console.Error.Write('\r');
        }
    }

    private void Show(string text)
    {
        Console.Error.Write($"\r{text.PadRight(_width)}");
        _width = text.Length;
    }
}
