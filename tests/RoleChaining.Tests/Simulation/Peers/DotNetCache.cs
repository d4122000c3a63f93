namespace RoleChaining.Simulation.Peers;

/// <summary>
/// The AWS SDK for .NET 4.1: from a quarter of an hour before the end (5 minutes for sessions of about that length) one refresh runs in
/// the background, and a failure is passed over; in the last minute all wait, and a failure is raised. No wait after a failure.
/// </summary>
internal sealed class DotNetCache(SimContext context, Func<Task<PeerSession>> load) : PeerCache(context, load)
{
    private static readonly TimeSpan Buffer = TimeSpan.FromMinutes(1);

    private TimeSpan Preempt => TimeSpan.FromMinutes(Held!.Lifetime.TotalMinutes <= 16 ? 5 : 15);

    public override async Task<PeerSession> GetAsync()
    {
        if (Held is not null && Left > Preempt)
        {
            return Held;
        }

        if (Left > Buffer)
        {
            if (Gate.TryEnter())
            {
                Launch(InBackgroundAsync);
            }

            return Held!;
        }

        await Gate.EnterAsync().ConfigureAwait(false);
        try
        {
            return Left > Buffer ? Held! : await LoadAsync().ConfigureAwait(false);
        }
        finally
        {
            Gate.Leave();
        }
    }

    private async Task InBackgroundAsync()
    {
        try
        {
            await LoadAsync().ConfigureAwait(false);
        }
        catch (PeerFailure)
        {
        }
        finally
        {
            Gate.Leave();
        }
    }
}
