using Amazon.S3;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RoleChaining.WorkerApp;

/// <summary>Looks into a bucket every minute, day and night: hundreds of sessions, none of which it ever sees.</summary>
public sealed partial class Worker(IAmazonS3 s3, TimeProvider clock, ILogger<Worker> logger) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private int _rounds;

    /// <summary>How often it has looked.</summary>
    public int Rounds => _rounds;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, clock);
        do
        {
            int count = (await s3.ListBucketsAsync(stoppingToken)).Buckets?.Count ?? 0;
            Saw(count);
            Interlocked.Increment(ref _rounds);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1, LogLevel.Information, "{Count} buckets")]
    private partial void Saw(int count);
}
