namespace RoleChaining.Simulation.Peers;

/// <summary>
/// botocore before 2026: from a quarter of an hour before the end one caller at a time refreshes inline, and a failure is passed over;
/// from ten minutes before the end all wait, and a failure is raised. No wait after a failure.
/// </summary>
internal sealed class BotocoreCache(SimContext context, Func<Task<PeerSession>> load) : PeerCache(context, load)
{
    private static readonly TimeSpan Advisory = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Mandatory = TimeSpan.FromMinutes(10);

    public override async Task<PeerSession> GetAsync()
    {
        if (Left >= Advisory)
        {
            return Held!;
        }

        if (!Gate.TryEnter())
        {
            if (Left >= Mandatory)
            {
                return Held!;
            }

            await Gate.EnterAsync().ConfigureAwait(false);
        }

        try
        {
            bool isMandatory = Left < Mandatory;
            if (Left < Advisory)
            {
                try
                {
                    return await LoadAsync().ConfigureAwait(false);
                }
                catch (PeerFailure) when (!isMandatory)
                {
                }
            }

            return Held!;
        }
        finally
        {
            Gate.Leave();
        }
    }
}
