using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using RoleChaining.Testing;
using RoleChaining.WorkerApp;

namespace RoleChaining;

public sealed class WorkerAppTests
{
    [Fact]
    public async Task A_worker_goes_on_for_a_day_though_STS_fails_for_ten_minutes_of_every_hour()
    {
        await using LocalHost host = new();
        host.Builder.Services.AddWorker();
        await host.StartAsync();
        Worker worker = host.Services.GetServices<IHostedService>().OfType<Worker>().Single();
        ChainedAWSCredentials credentials = host.Services.GetRequiredService<ChainedAWSCredentials>();
        IDisposable? outage = null;
        for (int minute = 1; minute <= 24 * 60; minute++)
        {
            await UntilRoundAsync(minute);
            outage?.Dispose();
            outage = minute % 60 < 10 ? host.Sts.AddFault(StsFault.ServiceUnavailable(), call => call.Service == "sts") : null;
            host.Clock.Advance(Worker.Interval);
        }

        await UntilRoundAsync((24 * 60) + 1);
        Assert.False(worker.ExecuteTask!.IsCompleted, worker.ExecuteTask.Exception?.ToString());
        Assert.DoesNotContain(host.Sts.Calls, call => call.Service == "s3" && call.ErrorCode is not null);
        Assert.InRange(host.Sts.Calls.Count(call => call is { Action: "AssumeRole", ErrorCode: null }), 40, 80); // two hops, hourly

        async Task UntilRoundAsync(int round)
        {
            using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
            while ((worker.Rounds < round || credentials.Status.Hops.Any(hop => hop.IsRefreshing)) && !worker.ExecuteTask!.IsCompleted)
            {
                limit.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }
}
