namespace RoleChaining.Sessions;

/// <summary>They change a setting of the process, so nothing may run beside them.</summary>
[Collection(Alone.Name)]
public sealed class BlockedCallersTests
{
    private const int Spare = 4;

    [Fact]
    public void The_pool_has_room_for_each_blocked_caller_and_gets_it_back_when_the_last_one_leaves()
    {
        int before = MinThreads();

        BlockedCallers.Scope first = BlockedCallers.Enter();
        Assert.Equal(before + 1 + Spare, MinThreads());
        BlockedCallers.Scope second = BlockedCallers.Enter();
        Assert.Equal(before + 2 + Spare, MinThreads());
        first.Dispose();
        Assert.Equal(before + 2 + Spare, MinThreads());
        second.Dispose();

        Assert.Equal(before, MinThreads());
    }

    [Fact]
    public void What_an_application_sets_meanwhile_is_its_own()
    {
        int before = MinThreads();
        try
        {
            using (BlockedCallers.Enter())
            {
                SetMinThreads(before + 50);
            }

            Assert.Equal(before + 50, MinThreads());
        }
        finally
        {
            SetMinThreads(before);
        }
    }

    private static int MinThreads()
    {
        ThreadPool.GetMinThreads(out int workers, out _);
        return workers;
    }

    private static void SetMinThreads(int workers)
    {
        ThreadPool.GetMinThreads(out _, out int completionPorts);
        Assert.True(ThreadPool.SetMinThreads(workers, completionPorts));
    }
}
