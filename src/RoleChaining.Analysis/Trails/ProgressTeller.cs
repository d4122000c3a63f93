namespace RoleChaining.Trails;

/// <summary>Tells how far the reading is, now and then: between two files or parts, and not more often than it can be watched.</summary>
internal sealed class ProgressTeller(IProgress<TrailProgress>? progress, List<TrailFile> files, TrailCollector collector)
{
    private const long Milliseconds = 100;

    private readonly long _bytes = files.Sum(file => file.Length);
    private long _before;
    private long _told;
    private int _read;

    public void Advance(long position)
    {
        if (progress is not null && Environment.TickCount64 - _told >= Milliseconds)
        {
            _told = Environment.TickCount64;
            progress.Report(new TrailProgress(_read, files.Count, _before + position, _bytes, collector.Events));
        }
    }

    public void EndFile(TrailFile file)
    {
        _before += file.Length;
        _read++;
        if (_read == files.Count)
        {
            progress?.Report(new TrailProgress(_read, files.Count, _bytes, _bytes, collector.Events));
        }
    }
}
