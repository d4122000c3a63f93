using System.Globalization;
using System.Text;

namespace RoleChaining.Redis;

/// <summary>What stands in the memory of a process of ours, as Linux shows it.</summary>
internal sealed class ProcessMemory
{
    private readonly List<byte[]> _parts = [];

    public ProcessMemory(int processId)
    {
        try
        {
            using FileStream memory = new($"/proc/{processId}/mem", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            foreach (string line in File.ReadLines($"/proc/{processId}/maps").Where(line => line.Contains(" rw", StringComparison.Ordinal)))
            {
                long[] range = [.. line.Split(' ')[0].Split('-').Select(text => long.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
                byte[] part = new byte[Math.Min(range[1] - range[0], 256 << 20)];
                try
                {
                    memory.Position = range[0];
                    memory.ReadAtLeast(part, part.Length, throwOnEndOfStream: false);
                    _parts.Add(part);
                }
                catch (IOException)
                {
                    // A part that is not there.
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Whether the text stands there; null where memory cannot be read.</summary>
    public bool? Has(string text) => _parts.Count == 0 ? null : _parts.Any(part => part.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);
}
