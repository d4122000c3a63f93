using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using RoleChaining.Benchmarks.Trails;

namespace RoleChaining.Benchmarks.Samples;

/// <summary>
/// <c>sample trail</c> reads a folder and asks who its last session is; <c>sample bare-trail</c> only moves a reader over the same JSON.
/// </summary>
internal static class TrailSample
{
    public const string Seconds = "s";
    public const string Peak = "peak MiB";

    private const int BufferSize = 256 * 1024;

    public static Dictionary<string, double> Run(Arguments arguments)
    {
        long started = Stopwatch.GetTimestamp();
        TrailIndex trail = TrailIndex.ReadAsync([arguments.Get("--folder")!]).GetAwaiter().GetResult();
        int events = arguments.Get("--events", 0);
        TrailPath path = trail.WhoIs(GeneratedTrail.LastKey(events)).Single();
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (trail.EventCount != events || path.Outcome != TrailOutcome.Complete)
        {
            throw new InvalidOperationException($"{trail.EventCount} records, {path.Outcome}.");
        }

        return Result(seconds);
    }

    public static Dictionary<string, double> RunBare(Arguments arguments)
    {
        long started = Stopwatch.GetTimestamp();
        byte[] buffer = new byte[BufferSize];
        foreach (string file in Directory.EnumerateFiles(arguments.Get("--folder")!))
        {
            using GZipStream content = new(File.OpenRead(file), CompressionMode.Decompress);
            JsonReaderState state = default;
            int filled = 0;
            bool isFinal = false;
            while (!isFinal)
            {
                int read = content.Read(buffer, filled, buffer.Length - filled);
                filled += read;
                isFinal = read == 0;
                Utf8JsonReader json = new(buffer.AsSpan(0, filled), isFinal, state);
                while (json.Read())
                {
                }

                state = json.CurrentState;
                int consumed = (int)json.BytesConsumed;
                buffer.AsSpan(consumed, filled - consumed).CopyTo(buffer);
                filled -= consumed;
            }
        }

        return Result(Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static Dictionary<string, double> Result(double seconds)
    {
        using Process process = Process.GetCurrentProcess();
        return new() { [Seconds] = seconds, [Peak] = process.PeakWorkingSet64 / 1024.0 / 1024 };
    }
}
