using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using RoleChaining.Chains;
using RoleChaining.Testing;

namespace RoleChaining.Conventions;

/// <summary>No secret appears in any message, ToString, log, span, metric or status, in good days and bad.</summary>
public sealed class SecretTests
{
    private const string ExternalId = "external-id-9f8e7d6c";
    private const string SessionPolicy = """{"Version":"2012-10-17","Statement":[{"Sid":"policy9f8e7d6c","Effect":"Allow","Action":"*","Resource":"*"}]}""";
    private const string TagValue = "tag-value-9f8e7d6c";
    private const string MfaCode = "730519";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    public static TheoryData<string> Weathers => ["fine", "AccessDenied", "ValidationError", "MalformedPolicyDocument", "PackedPolicyTooLarge", "Throttling", "reset", "malformed", "ExpiredToken", "InvalidClientTokenId", "source"];

    [Theory]
    [MemberData(nameof(Weathers))]
    public async Task No_secret_is_shown_anywhere(string weather)
    {
        FakeLogCollector logs = new();
        using ILoggerFactory loggers = LoggerFactory.Create(builder => builder.AddProvider(new FakeLoggerProvider(logs)).SetMinimumLevel(LogLevel.Trace));
        List<string> seen = [];
        using ActivityListener spans = new()
        {
            ShouldListenTo = source => source.Name == RoleChainDiagnostics.ActivitySourceName,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => Add(seen, [span.DisplayName, span.StatusDescription, .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")]),
        };
        ActivitySource.AddActivityListener(spans);
        using MeterListener metrics = new()
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == RoleChainDiagnostics.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        metrics.SetMeasurementEventCallback<double>((_, _, tags, _) => Add(seen, [.. tags.ToArray().Select(tag => $"{tag.Value}")]));
        metrics.SetMeasurementEventCallback<long>((_, _, tags, _) => Add(seen, [.. tags.ToArray().Select(tag => $"{tag.Value}")]));
        metrics.Start();

        await using World world = World.InMemory();
        using IDisposable? fault = Fault(world.Sts, weather);
        List<string> secrets = [ExternalId, "policy9f8e7d6c", TagValue, MfaCode, world.Alice.Credentials.GetCredentials().SecretKey];
        using ChainedAWSCredentials credentials = Chain(world, loggers, weather).Build();
        try
        {
            Amazon.Runtime.ImmutableCredentials final = await credentials.GetCredentialsAsync(Token);
            secrets.AddRange([final.SecretKey, final.Token]);
            Assert.Equal("fine", weather);
        }
        catch (RoleChainException e) when (weather != "fine")
        {
            Add(seen, e.ToString(), e.Message, e.Advice, string.Join(' ', e.Data.Values.Cast<object>()));
        }

        credentials.Invalidate();
        metrics.RecordObservableInstruments();
        Add(seen, [credentials.ToString(), credentials.Chain.ToString(), credentials.Status.ToString(), .. credentials.Status.Hops.Select(hop => hop.ToString())]);
        Add(seen, [.. credentials.Chain.Hops.Select(hop => hop.ToString()), .. credentials.Chain.Hops.SelectMany(hop => hop.Tags).Select(tag => tag.ToString())]);
        Add(seen, [.. logs.GetSnapshot().Select(record => record + record.Message + record.Exception + string.Join(' ', record.StructuredState ?? []))]);
        Assert.NotEmpty(logs.GetSnapshot());
        string shown;
        lock (seen)
        {
            shown = string.Join('\n', seen);
        }

        Assert.All(secrets, secret => Assert.DoesNotContain(secret, shown, StringComparison.Ordinal));
    }

    [Fact]
    public void A_refused_plan_repeats_no_secret()
    {
        RoleChainBuilder builder = new RoleChainBuilder().AssumeRole("arn:aws:iam::222222222222:role/Hub", hop =>
        {
            hop.ExternalId = $"{ExternalId} with blanks";
            hop.Policy = "{ policy9f8e7d6c";
        });
        string message = Assert.ThrowsAny<Exception>(builder.Build).ToString();
        Assert.DoesNotContain(ExternalId, message, StringComparison.Ordinal);
        Assert.DoesNotContain("policy9f8e7d6c", message, StringComparison.Ordinal);
    }

    private static RoleChainBuilder Chain(World world, ILoggerFactory loggers, string weather)
    {
        RoleChainBuilder builder = world.Builder().WithLoggerFactory(loggers).WithRetry(retry => retry.MaxAttempts = 1);
        if (weather == "source")
        {
            builder.WithSource(new ChainTests.Rotating(() => throw new IOException("the source is down")));
        }

        return builder
            .AssumeRole(world.Roles[0], hop =>
            {
                hop.ExternalId = ExternalId;
                hop.Tags.Add("Team", TagValue, transitive: true);
                hop.MfaSerialNumber = world.Alice.MfaSerial;
                hop.MfaTokenProvider = _ => Task.FromResult(weather == "fine" ? world.Alice.GetMfaCode() : MfaCode);
            })
            .AssumeRole(world.Roles[1], hop =>
            {
                hop.ExternalId = ExternalId;
                hop.Policy = SessionPolicy;
            });
    }

    private static IDisposable? Fault(LocalSts sts, string weather) => weather switch
    {
        "fine" or "source" => null,
        "reset" => sts.AddFault(StsFault.ConnectionReset()),
        "malformed" => sts.AddFault(StsFault.MalformedResponse()),
        "ValidationError" => sts.AddFault(StsFault.Error(400, "ValidationError", $"1 validation error detected: Value '{ExternalId}' at 'externalId' failed to satisfy constraint: Member must satisfy regular expression pattern: x")),
        "MalformedPolicyDocument" => sts.AddFault(StsFault.Error(400, weather, $"Unexpected character in {SessionPolicy}")),
        _ => sts.AddFault(StsFault.Error(weather == "Throttling" ? 400 : 403, weather, $"no, not with {TagValue}")),
    };

    private static void Add(List<string> seen, params IEnumerable<string?> texts)
    {
        lock (seen)
        {
            seen.AddRange(texts.OfType<string>());
        }
    }
}
