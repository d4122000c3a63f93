namespace RoleChaining.Tool.Inspection;

/// <summary>
/// Rows in columns. No cell is cut or wrapped, whatever the terminal's width, so that an ARN can be copied whole.
/// </summary>
internal static class Columns
{
    private const string Gap = "  ";

    public static void Write(TextWriter output, IReadOnlyList<string[]> rows, string indent = "")
    {
        if (rows.Count == 0)
        {
            return;
        }

        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            output.WriteLine((indent + string.Join(Gap, row.Select((cell, column) => cell.PadRight(widths[column])))).TrimEnd());
        }
    }

    /// <summary>A span as a person reads it: <c>47m12s</c>, <c>3h05m</c>.</summary>
    public static string Time(TimeSpan time) => time <= TimeSpan.Zero ? "ended"
        : time.TotalHours >= 1 ? $"{(int)time.TotalHours}h{time.Minutes:00}m"
        : time.TotalMinutes >= 1 ? $"{time.Minutes}m{time.Seconds:00}s"
        : $"{time.Seconds}s";

    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
}
