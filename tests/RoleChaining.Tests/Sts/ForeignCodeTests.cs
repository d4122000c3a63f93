namespace RoleChaining.Sts;

public sealed class ForeignCodeTests
{
    [Fact]
    public async Task A_result_that_comes_while_the_wait_is_cancelled_is_returned_or_handed_over()
    {
        const int Rounds = 20_000;
        int returned = 0;
        int handedOver = 0;
        for (int round = 0; round < Rounds; round++)
        {
            using CancellationTokenSource limit = new();
            using Barrier start = new(participantCount: 2);
            TaskCompletionSource<object> call = new();
            ValueTask<object> run = ForeignCode.RunAsync(
                _ => new ValueTask<object>(call.Task), _ => Interlocked.Increment(ref handedOver), async: true, limit.Token);
            Task end = Task.Run(
                () =>
                {
                    start.SignalAndWait(TestContext.Current.CancellationToken);
                    call.SetResult(call);
                },
                TestContext.Current.CancellationToken);
            start.SignalAndWait(TestContext.Current.CancellationToken);
            limit.Cancel();
            try
            {
                await run;
                returned++;
            }
            catch (OperationCanceledException)
            {
                // handed over
            }

            await end;
        }

        await Eventually.TrueAsync(() => returned + Volatile.Read(ref handedOver) == Rounds);
        Assert.NotEqual(0, handedOver);
    }
}
