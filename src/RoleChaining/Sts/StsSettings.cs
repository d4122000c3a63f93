using Amazon.SecurityToken;
using Microsoft.Extensions.Logging;
using RoleChaining.Diagnostics;
using RoleChaining.Planning;

namespace RoleChaining.Sts;

/// <summary>What a chain's calls to STS have in common.</summary>
internal sealed record StsSettings
{
    /// <summary>The chain that the settings were made for; others may share them.</summary>
    public string ChainName { get; init; } = "";

    public string? Region { get; init; }

    /// <summary>Finds the region where there is none; asked once, at the first call, before the AWS SDK is.</summary>
    public Func<string?>? FindDefaultRegion { get; init; }

    public IReadOnlyList<string> FailoverRegions { get; init; } = [];

    public StsClientSettings Client { get; init; } = new();

    public Action<AmazonSecurityTokenServiceConfig>? Configure { get; init; }

    public required RoleChainRetryOptions Retry { get; init; }

    /// <summary>The application's own pipelines; null for none.</summary>
    public CallersPipelines? Pipelines { get; init; }

    public required TimeProvider Clock { get; init; }

    public required ILogger Logger { get; init; }

    public Instruments Instruments { get; init; } = Instruments.Process;

    /// <summary>Numbers from 0 to 1 for the jitter of attempts; null is Polly's own.</summary>
    public Func<double>? Random { get; init; }
}
