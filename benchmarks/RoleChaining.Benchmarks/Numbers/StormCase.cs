using System.Globalization;
using RoleChaining.Benchmarks.Samples;

namespace RoleChaining.Benchmarks.Numbers;

/// <summary>One kind of storm.</summary>
internal sealed record StormCase(StormArrival Arrival, StormConnection Connection, bool Tls = false)
{
    public static IReadOnlyList<StormCase> All { get; } =
    [
        .. from arrival in new[] { StormArrival.Sync, StormArrival.SyncOnAsync, StormArrival.Mixed, StormArrival.Async }
           from connection in Enum.GetValues<StormConnection>()
           select new StormCase(arrival, connection),
        .. from connection in Enum.GetValues<StormConnection>()
           select new StormCase(StormArrival.Sync, connection, Tls: true),
        new(StormArrival.SyncOnAsync, StormConnection.Cold, Tls: true),
        new(StormArrival.Async, StormConnection.Cold, Tls: true),
    ];

    public int Callers => Arrival == StormArrival.Async ? 1_000 : 200;

    /// <summary>
    /// Blocked callers hold all threads of the pool, and whatever is not wholly synchronous needs one: the AWS SDK takes a minute then.
    /// </summary>
    public bool StarvesTheSdk =>
        Arrival != StormArrival.Async && this is not { Arrival: StormArrival.Sync, Connection: StormConnection.Warm, Tls: false };

    /// <summary>Enough of these minutes to tell.</summary>
    public bool ShowsStarvation =>
        Connection == StormConnection.Warm || this is { Arrival: StormArrival.Sync, Connection: StormConnection.Cold };

    public IEnumerable<string> Words =>
    [
        "--arrival", $"{Arrival}", "--connection", $"{Connection}", "--callers", Callers.ToString(CultureInfo.InvariantCulture),
    ];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Callers:#,0} {Who}, {Where}{(Tls ? ", TLS" : "")}");

    private string Who => Arrival switch
    {
        StormArrival.Sync => "sync callers",
        StormArrival.SyncOnAsync => "sync callers on an async flight",
        StormArrival.Mixed => "callers, sync and async",
        _ => "async callers",
    };

    private string Where => Connection switch
    {
        StormConnection.Warm => "warm connection",
        StormConnection.Cold => "cold connection",
        _ => "fresh process",
    };
}
