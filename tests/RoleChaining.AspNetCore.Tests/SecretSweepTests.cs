using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using RoleChaining.Caching;
using RoleChaining.Testing;

namespace RoleChaining;

/// <summary>
/// A whole application with everything on: all logs at Trace, all spans and metrics of the process, the page and its JSON, exceptions, and
/// the files of the cache. None of them holds a secret key, a session token or an external id.
/// </summary>
public sealed class SecretSweepTests : IDisposable
{
    private const string ExternalId = "external-id-9f8e7d6c";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("role-chaining-");
    private readonly FakeLogCollector _logs = new();
    private readonly ConcurrentBag<string> _seen = [];
    private readonly HashSet<string> _secrets = [ExternalId];
    private string _accessKeyId = "none";

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("AccessDenied")]
    [InlineData("ExpiredToken")]
    [InlineData("Throttling")]
    [InlineData("ServiceUnavailable")]
    public async Task No_secret_leaves_an_application(string failure)
    {
        using ActivityListener spans = ListenToSpans();
        using MeterListener metrics = ListenToMetrics();
        StatusApp? running = null;
        await using StatusApp app = running = await StatusApp.StartAsync(configure: services => services
            .AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(_logs)).SetMinimumLevel(LogLevel.Trace))
            .ConfigureAllAwsClients((_, config) => running!.Sts.Configure(config))
            .ConfigureAllRoleChains((_, chain) => chain
                .ConfigureHop(1, hop => hop.ExternalId = ExternalId)
                .WithRetry(retry => retry.MaxAttempts = 1) // nobody moves the clock between two
                .WithSessionCache(new FolderSessionCache(_folder.FullName))));

        await UseAsync(app);
        if (failure.Length > 0)
        {
            app.Sts.AddFault(StsFault.Error(failure is "ServiceUnavailable" ? 503 : 403, failure, $"no, not with {ExternalId}"));
            app.Chain.Invalidate(allHops: true);
            app.Clock.Advance(TimeSpan.FromHours(2));
            await UseAsync(app);
        }

        metrics.RecordObservableInstruments();
        _seen.Add(await app.PageAsync());
        _seen.Add(await app.Client.GetStringAsync("/role-chains/status.json", Token));
        foreach (FakeLogRecord record in _logs.GetSnapshot())
        {
            _seen.Add($"{record} {record.Message} {record.Exception} {string.Join(' ', record.StructuredState ?? [])}");
        }

        FileInfo[] files = [.. _folder.EnumerateFiles("*", SearchOption.AllDirectories)];
        Assert.NotEmpty(files);
        foreach (FileInfo file in files)
        {
            _seen.Add(file.FullName + await ReadAsync(file));
        }

        Assert.True(_secrets.Count > 4);
        string seen = string.Join('\n', _seen);
        Assert.Contains("role_chaining.chain", seen, StringComparison.Ordinal);
        Assert.Contains(_accessKeyId, seen, StringComparison.Ordinal);
        Assert.All(_secrets, secret => Assert.DoesNotContain(secret, seen, StringComparison.Ordinal));
    }

    /// <summary>Reads a file of the cache, which may be locked for a moment: chains write to it without waiting.</summary>
    private static async Task<string> ReadAsync(FileInfo file)
    {
        string text = "";
        await Eventually.TrueAsync(() =>
        {
            try
            {
                text = Encoding.Latin1.GetString(File.ReadAllBytes(file.FullName));
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        });
        return text;
    }

    /// <summary>Reads the chain and a tenant, sends a request with each, and keeps every secret that it is given.</summary>
    private async Task UseAsync(StatusApp app)
    {
        try
        {
            await KeepSecretsAsync(app.Chain);
            await KeepSecretsAsync(await app.Tenants.GetCredentialsAsync("customer-7", Token));
            IAmazonS3 client = await app.Tenants.GetClientAsync<IAmazonS3>("customer-7", Token);
            await client.ListBucketsAsync(Token);
        }
        catch (AmazonClientException e)
        {
            _seen.Add(e.ToString());
        }

        _seen.Add($"{app.Chain} {app.Chain.Status} {app.Tenants.Status} {app.Tenants}");
    }

    private async Task KeepSecretsAsync(ChainedAWSCredentials credentials)
    {
        ImmutableCredentials session = await credentials.GetCredentialsAsync(Token);
        _secrets.UnionWith([session.SecretKey, session.Token]);
        _accessKeyId = session.AccessKey;
        _seen.Add($"{credentials} {credentials.Chain}");
    }

    private ActivityListener ListenToSpans()
    {
        ActivityListener listener = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => _seen.Add(
                $"{span.DisplayName} {span.StatusDescription} {string.Join(' ', span.TagObjects)} {string.Join(' ', span.Events.SelectMany(e => e.Tags))}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private MeterListener ListenToMetrics()
    {
        MeterListener listener = new() { InstrumentPublished = (instrument, all) => all.EnableMeasurementEvents(instrument) };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => _seen.Add(string.Join(' ', tags.ToArray())));
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => _seen.Add(string.Join(' ', tags.ToArray())));
        listener.Start();
        return listener;
    }
}
