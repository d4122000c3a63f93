using RoleChaining.Sts;

namespace RoleChaining.Verifying;

/// <summary>What is seen of the calls that one hop sends.</summary>
internal sealed class SentCalls
{
    private StsExchange? _last;

    public int Count { get; private set; }

    public TimeSpan? Latency { get; private set; }

    public int? PackedPolicySize { get; private set; }

    public string? Region => _last?.Region;

    public string? Host => _last?.Host;

    public TimeSpan? ClockDifference => _last is { ServerTime: not null } last ? StsClockOffset.Compute(last) : null;

    /// <summary>Watches an operation that is about to be sent.</summary>
    public T Watch<T>(T operation)
        where T : StsOperation
    {
        bool isFirst = _last is null;
        operation.Sent = (exchange, latency) =>
        {
            _last = exchange;
            Count++;
            PackedPolicySize ??= exchange.PackedPolicySize;
            if (isFirst)
            {
                Latency = latency;
            }
        };
        return operation;
    }
}
