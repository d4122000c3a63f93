namespace RoleChaining.Caching;

/// <summary>Who waits for a lock looks for the session that its holder stores.</summary>
public sealed class AdvisoryLockTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly EntryNames Names = EntryNames.Of(new string('a', 64), generation: "");
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(1);

    private readonly SteppingClock _clock = new();
    private readonly MemoryLocks _locks = new();
    private readonly SharedMemory _memory = new(TimeProvider.System);

    [Fact]
    public async Task A_lock_that_is_free_is_taken_at_once_and_nothing_is_looked_for()
    {
        await using (await WaitAsync())
        {
            Assert.Equal([Names.Lock], _locks.Taken);
        }

        Assert.Equal((0, 0, 0), (_memory.Calls, _clock.Pauses.Count, _locks.Taken.Count()));
    }

    [Fact]
    public async Task A_lock_that_is_given_back_is_taken()
    {
        IAsyncDisposable first = (await WaitAsync())!;
        OnLook(look => look == 2, () => first.DisposeAsync().AsTask().Wait(Token));
        await using IAsyncDisposable? taken = await WaitAsync();
        Assert.NotNull(taken);
        Assert.Equal(2, _clock.Pauses.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_wait_ends_when_its_time_is_over(bool hasSession)
    {
        _locks.AreDead = true;
        if (hasSession)
        {
            _memory[Names.Session] = [1];
        }

        Assert.Null(await WaitAsync());
        Assert.Equal(Timeout, _clock.Elapsed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_wait_ends_when_another_session_has_been_stored(bool hasSession)
    {
        _locks.AreDead = true;
        if (hasSession)
        {
            _memory[Names.Session] = [1];
        }

        OnLook(look => look == 3, () => _memory[Names.Session] = [2]);
        Assert.Null(await WaitAsync());
        Assert.Equal(2, _clock.Pauses.Count);
    }

    [Fact]
    public async Task A_session_that_goes_and_comes_back_is_no_other_one()
    {
        _locks.AreDead = true;
        _memory[Names.Session] = [1];
        OnLook(look => look == 2, () => _memory.Flush());
        OnLook(look => look == 4, () => _memory[Names.Session] = [1]);
        OnLook(look => look == 6, () => _memory[Names.Session] = [1, 2]);
        Assert.Null(await WaitAsync());
        Assert.Equal(5, _clock.Pauses.Count);
    }

    [Fact]
    public async Task Pauses_grow_from_a_few_milliseconds_to_a_fifth_of_a_second_and_keep_no_step()
    {
        _locks.AreDead = true;
        List<double> firsts = [];
        for (int i = 0; i < 20; i++)
        {
            _clock.Pauses.Clear();
            await WaitAsync();
            TimeSpan[] pauses = [.. _clock.Pauses.SkipLast(1)]; // the last one is what is left of the time
            firsts.Add(pauses[0].TotalMilliseconds);
            for (int attempt = 0; attempt < pauses.Length; attempt++)
            {
                double longest = Math.Min(200, 20 * Math.Pow(2, attempt));
                Assert.InRange(pauses[attempt].TotalMilliseconds, longest / 2, longest);
            }
        }

        Assert.True(firsts.Distinct().Count() > 3);
        Assert.True(firsts.Max() - firsts.Min() > 2);
    }

    private ValueTask<IAsyncDisposable?> WaitAsync() => new AdvisoryLock(_locks, _memory, _clock).WaitAsync(Names, Timeout, Token);

    private void OnLook(Func<int, bool> when, Action then)
    {
        Func<string, string, Task>? before = _memory.OnCall;
        int looks = 0;
        _memory.OnCall = async (operation, name) =>
        {
            await (before?.Invoke(operation, name) ?? Task.CompletedTask);
            if (when(++looks))
            {
                then();
            }
        };
    }

    /// <summary>A clock on which each pause is over at once.</summary>
    private sealed class SteppingClock : TimeProvider
    {
        private long _now;

        public List<TimeSpan> Pauses { get; } = [];

        public TimeSpan Elapsed => new(_now);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Pauses.Add(dueTime);
            _now += dueTime.Ticks;
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
