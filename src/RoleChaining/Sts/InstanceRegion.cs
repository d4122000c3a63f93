using Amazon.Runtime;

namespace RoleChaining.Sts;

/// <summary>
/// The region of the EC2 instance that this runs on. The AWS SDK blocks until it knows, and on other machines this may take seconds. So it
/// is asked on a thread of its own, and all who ask meanwhile or soon after wait for the same answer. Thread-safe.
/// </summary>
/// <param name="ask">Asks the AWS SDK.</param>
/// <param name="clock">For how long the answer is kept.</param>
internal sealed class InstanceRegion(Func<string?> ask, TimeProvider clock)
{
    /// <summary>A chain asks once, and an application may start some chains together.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private Task<string?>? _answer;
    private long _askedAt;

    /// <summary>This machine's.</summary>
    public static InstanceRegion OfMachine { get; } = new(AskSdk, TimeProvider.System);

    /// <summary>Null where this is no instance, and where AWS_EC2_METADATA_DISABLED forbids to ask.</summary>
    /// <exception cref="OperationCanceledException">The wait ended first.</exception>
    public async ValueTask<string?> FindAsync(bool async, CancellationToken cancellationToken) =>
        await Ask().WaitAsync(cancellationToken).AwaitOrBlock(async).ConfigureAwait(false);

    private Task<string?> Ask()
    {
        lock (_gate)
        {
            if (_answer is null || (_answer.IsCompleted && clock.GetElapsedTime(_askedAt) >= Memory))
            {
                _askedAt = clock.GetTimestamp();
                _answer = ForeignCode.Start(() => Task.FromResult(ask()), async: false);
            }

            return _answer;
        }
    }

    private static string? AskSdk()
    {
        if (string.Equals(Environment.GetEnvironmentVariable("AWS_EC2_METADATA_DISABLED"), "true", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        try
        {
            return new InstanceProfileAWSRegion().Region?.SystemName;
        }
        catch (Exception e) when (e is InvalidOperationException or AmazonClientException or AmazonServiceException)
        {
            return null;
        }
    }
}
