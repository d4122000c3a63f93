using System.Collections.Concurrent;

namespace RoleChaining.Stress;

/// <summary>Readers of either kind, and those who disturb them.</summary>
/// <param name="chain">What all of them use.</param>
/// <param name="role">One that the chain may assume.</param>
/// <param name="marker">What session names begin with.</param>
/// <param name="handouts">What readers get.</param>
/// <param name="failures">What they get instead.</param>
internal sealed class StressLoad(ChainedAWSCredentials chain, string role, string marker, Handouts handouts, ConcurrentQueue<Exception> failures)
{
    private const int AsyncReaders = 2000;
    private const int BlockingReaders = 16;
    private const int Branches = 12;

    /// <summary>Everybody begins; the tasks end soon after the token.</summary>
    public IEnumerable<Task> Start(CancellationToken end)
    {
        for (int reader = 0; reader < AsyncReaders; reader++)
        {
            int number = reader;
            yield return Task.Run(() => ReadAsync(number, end), CancellationToken.None);
        }

        for (int reader = 0; reader < BlockingReaders; reader++)
        {
            yield return Task.Factory.StartNew(() => Block(end), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        for (int branch = 0; branch < Branches; branch++)
        {
            int number = branch;
            yield return Task.Run(() => BranchAsync(number, end), CancellationToken.None);
        }

        yield return Task.Run(() => DisturbAsync(end), CancellationToken.None);
        yield return Task.Run(() => LeaveAsync(end), CancellationToken.None);
    }

    private async Task ReadAsync(int number, CancellationToken end)
    {
        Random random = new(number);
        while (!end.IsCancellationRequested)
        {
            DateTimeOffset askedAt = TimeProvider.System.GetUtcNow();
            try
            {
                handouts.Add(askedAt, await chain.GetCredentialsAsync(CancellationToken.None));
            }
            catch (RoleChainException e)
            {
                failures.Enqueue(e);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 40)), TimeProvider.System, CancellationToken.None);
        }
    }

    private void Block(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            DateTimeOffset askedAt = TimeProvider.System.GetUtcNow();
            try
            {
                handouts.Add(askedAt, chain.GetCredentials());
            }
            catch (RoleChainException e)
            {
                failures.Enqueue(e);
            }

            Thread.Yield();
        }
    }

    /// <summary>Makes a chain of one hop more, reads it and lets it go, again and again; the same hop as some others.</summary>
    private async Task BranchAsync(int number, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            using ChainedAWSCredentials branch = chain.AssumeRole(role, hop => hop.SessionName = $"{marker}-branch-{number / 3}");
            for (int read = 0; read < 20; read++)
            {
                DateTimeOffset askedAt = TimeProvider.System.GetUtcNow();
                try
                {
                    handouts.Add(askedAt, number % 2 == 0 ? await branch.GetCredentialsAsync(CancellationToken.None) : branch.GetCredentials());
                }
                catch (RoleChainException e)
                {
                    failures.Enqueue(e);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(3), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private async Task DisturbAsync(CancellationToken end)
    {
        for (int turn = 0; !end.IsCancellationRequested; turn++)
        {
            string? key = chain.Status.Final.AccessKeyId;
            switch (turn % 4)
            {
                case 0:
                    chain.Invalidate();
                    break;

                case 1 when key is not null:
                    chain.Invalidate(key);
                    break;

                case 2 when key is not null:
                    chain.Reject(key);
                    break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task LeaveAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            using CancellationTokenSource leaving = new(TimeSpan.FromMilliseconds(2));
            try
            {
                await chain.GetCredentialsAsync(leaving.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or RoleChainException)
            {
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, CancellationToken.None);
        }
    }
}
