namespace RoleChaining.Sts;

/// <summary>Blocks the thread pool, so nothing may run beside it.</summary>
[Collection(nameof(StarvedPoolTests)), CollectionDefinition(nameof(StarvedPoolTests), DisableParallelization = true)]
public sealed class StarvedPoolTests
{
    [Fact]
    public async Task A_sync_call_needs_no_thread_of_the_pool()
    {
        var sts = new SomeSts();
        TaskCompletionSource release = new(); // needs no disposing, and some of these begin to wait only after the test
        int blocked = 0, asked = 200;
        for (int i = 0; i < asked; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ =>
            {
                Interlocked.Increment(ref blocked);
                release.Task.Wait();
            }, null);
        }

        bool starvedThroughout = false;
        try
        {
            await SomeSts.OnOwnThread(() =>
            {
                RoleSession first = sts.Gateway.IssueAsync(new AssumeRoleOperation(SomeSts.Hub, SomeSts.Alice), false, async: false, CancellationToken.None).Completed();
                RoleSession second = sts.Gateway.IssueAsync(new AssumeRoleOperation(SomeSts.Hub, new StsCaller(first.Credentials, "222222222222")), false, async: false, CancellationToken.None).Completed();
                starvedThroughout = Volatile.Read(ref blocked) < asked;
                release.SetResult();
                return second;
            });
        }
        finally
        {
            release.TrySetResult();
        }

        Assert.True(starvedThroughout);
    }
}
