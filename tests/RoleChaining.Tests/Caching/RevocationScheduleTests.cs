namespace RoleChaining.Caching;

/// <summary>
/// Replicas read, invalidate, reject and restart in any order, while writes to the cache come late and the cache is flushed. Nobody takes
/// over a session that was issued before a revocation. ROLE_CHAINING_REVOCATION_SEEDS sets how many schedules there are, and
/// ROLE_CHAINING_REVOCATION_FIRST with which seed they begin.
/// </summary>
[Collection(Alone.Name)]
public sealed class RevocationScheduleTests
{
    private const int Steps = 25;

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_replica_adopts_a_session_that_was_issued_before_a_revocation()
    {
        int seeds = int.TryParse(Environment.GetEnvironmentVariable("ROLE_CHAINING_REVOCATION_SEEDS"), out int given) ? given : 25;
        int first = int.TryParse(Environment.GetEnvironmentVariable("ROLE_CHAINING_REVOCATION_FIRST"), out int begun) ? begun : 1;
        int adoptions = 0;
        for (int seed = first; seed < first + seeds; seed++)
        {
            try
            {
                await using Fleet fleet = new();
                adoptions += await new Schedule(seed, fleet).RunAsync();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}: {e.Message}", e);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{seeds} schedules, {adoptions} sessions taken over from another replica");
        Assert.True(adoptions > seeds / 4, $"only {adoptions} sessions were taken over: the schedules show nothing");
    }

    private sealed class Schedule(int seed, Fleet fleet)
    {
        private readonly Random _random = new(seed);
        private readonly List<Replica> _replicas = [];
        private readonly List<TaskCompletionSource> _late = [];

        // The calls made so far when a session was last revoked: their order tells more than their times, which may be the same.
        private int _revokedCalls;
        private bool _holdsWrites;
        private int _adoptions;

        public async Task<int> RunAsync()
        {
            fleet.Cache.OnCall = (operation, name) => operation == "set" && !name.Contains("revoked", StringComparison.Ordinal) && _holdsWrites ? HoldAsync() : Task.CompletedTask;
            for (int i = 0; i < 3; i++)
            {
                _replicas.Add(new Replica(fleet.Replica(locked: seed % 2 == 0)));
            }

            for (int step = 0; step < Steps; step++)
            {
                await StepAsync(_replicas[_random.Next(_replicas.Count)]);
                fleet.World.Clock!.Advance(_random.Next(4) switch
                {
                    0 => TimeSpan.Zero,
                    1 => TimeSpan.FromMilliseconds(_random.Next(3000)),
                    2 => TimeSpan.FromSeconds(_random.Next(60)),
                    _ => TimeSpan.FromMinutes(_random.Next(30)),
                });
            }

            Release();
            return _adoptions;
        }

        private async Task StepAsync(Replica replica)
        {
            switch (_random.Next(12))
            {
                case 0:
                    await RevokeAsync(() =>
                    {
                        replica.Chain.Invalidate();
                        return true;
                    });
                    break;

                case 1 when replica.Last is { } last:
                    await RevokeAsync(() => replica.Chain.Invalidate(last));
                    break;

                case 2 when replica.Last is { } last:
                    await RevokeAsync(() => replica.Chain.Status.Final.AccessKeyId == last && replica.Chain.Reject(last));
                    break;

                case 3:
                    replica.Chain.Dispose();
                    replica.Restart(fleet.Replica(locked: seed % 2 == 0));
                    break;

                case 4:
                    Release();
                    break;

                case 5 when fleet.Cache.Writing == 0: // a flush loses what is known, and what is written only then is found again
                    fleet.Cache.Flush();
                    break;

                case 6:
                    _holdsWrites = true;
                    await ReadAsync(replica);
                    _holdsWrites = false;
                    break;

                default:
                    await ReadAsync(replica);
                    break;
            }
        }

        private async Task ReadAsync(Replica replica)
        {
            int calls = fleet.StsCalls;
            string key = await fleet.ReadAsync(replica.Chain);
            await fleet.SettleAsync();
            key = replica.Chain.Status.Final.AccessKeyId ?? key;
            if (key == replica.Last)
            {
                return;
            }

            Testing.StsCall issue = fleet.World.Assumes.Single(call => call.IssuedAccessKeyId == key);
            int number = fleet.World.Assumes.TakeWhile(call => call != issue).Count() + 1;
            bool isAdopted = number <= calls;
            _adoptions += isAdopted ? 1 : 0;
            Assert.False(isAdopted && number <= _revokedCalls, $"the session of call {number} was taken over after a revocation after call {_revokedCalls}");
            replica.Last = key;
        }

        private async Task RevokeAsync(Func<bool> revoke)
        {
            if (revoke())
            {
                DateTimeOffset revokedAt = fleet.World.Clock!.GetUtcNow();
                _revokedCalls = fleet.StsCalls;
                while (!await IsKnownAsync(revokedAt))
                {
                    await Machine.IdleAsync(milliseconds: 1);
                    fleet.World.Clock.Advance(TimeSpan.FromMilliseconds(100)); // a source that does not answer at once is asked again
                }
            }
        }

        private async Task<bool> IsKnownAsync(DateTimeOffset revokedAt) =>
            fleet.Cache.Marks.SingleOrDefault() is { } mark
            && (await fleet.Sessions().FindAsync(mark.Split(':')[^1], Token)).RevokedAt >= revokedAt;

        private Task HoldAsync()
        {
            TaskCompletionSource late = new(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_late)
            {
                _late.Add(late);
            }

            return late.Task;
        }

        /// <summary>The writes that were held up reach the cache.</summary>
        private void Release()
        {
            lock (_late)
            {
                _late.ForEach(late => late.TrySetResult());
                _late.Clear();
            }
        }
    }

    private sealed class Replica(ChainedAWSCredentials chain)
    {
        public ChainedAWSCredentials Chain { get; private set; } = chain;

        public string? Last { get; set; }

        public void Restart(ChainedAWSCredentials next) => (Chain, Last) = (next, null);
    }
}
