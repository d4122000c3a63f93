using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using RoleChaining.Text;

namespace RoleChaining.Planning;

/// <summary>
/// Options -> plan. The one place where a chain's options are checked. The plan is a copy: the options can change afterwards.
/// </summary>
internal static class ChainPlanner
{
    /// <summary>The plan of the options, which may be changed afterwards without changing it.</summary>
    /// <exception cref="OptionsValidationException">Something is wrong. The message lists all errors.</exception>
    public static RoleChain Plan(RoleChainOptions options, RoleChainSourceOptions source, string name = "")
    {
        ThrowIfAny(Validate(options, source));
        return new RoleChain
        {
            Name = name,
            Hops = options.UseSourceDirectly ? [] : new HopPlan(name).Create([.. options.Hops], first: 1, new Inheritance(source)),
            Region = options.Region,
            FailoverRegions = [.. options.FailoverRegions],
        };
    }

    /// <summary>Every error of the options at once, in the order of the properties.</summary>
    public static IReadOnlyList<ChainError> Validate(RoleChainOptions options, RoleChainSourceOptions source)
    {
        ChainErrors errors = new();
        Inheritance inherited = new(source);
        string? partition = FindPartition(source, options.Hops);

        SourceRules.Check(options, source, errors);
        EndpointRules.Check(options, partition, errors);
        for (int number = 1; number <= options.Hops.Count; number++)
        {
            RoleHopOptions? hop = options.Hops[number - 1];
            ChainErrors hopErrors = errors.ForHop(number, options.Hops.Count);
            HopRules.Check(hop, new HopContext(number, number > 1 || source.IsTemporary, partition, inherited, hopErrors));
            NextHopRules.Check(hop, isLast: number == options.Hops.Count, hopErrors);
            inherited.Pass(number, hop?.Tags ?? [], hop?.SourceIdentity);
        }

        RefreshRules.Check(options.Refresh, options.Hops, errors.ForPart(nameof(options.Refresh)));
        RetryRules.Check(options.Retry, errors.ForPart(nameof(options.Retry)));
        return errors.All;
    }

    /// <summary>
    /// The chain with further hops, under the same rules. The hops so far are the same objects, and <paramref name="source"/> and
    /// <paramref name="refresh"/> those they were planned with.
    /// </summary>
    /// <exception cref="OptionsValidationException">Something is wrong with the further hops. The message lists all errors.</exception>
    public static RoleChain Extend(
        RoleChain chain, IReadOnlyList<RoleHopOptions> hops, RoleChainSourceOptions source, RoleChainRefreshOptions refresh, string? tenant = null)
    {
        Inheritance before = After(chain, source);
        Inheritance inherited = After(chain, source);
        string? partition = chain.Hops is [var first, ..]
            ? first.RoleArn.Partition
            : FindPartition(source, hops);
        int count = chain.Hops.Count + hops.Count;
        ChainErrors errors = new();
        for (int i = 0; i < hops.Count; i++)
        {
            int number = chain.Hops.Count + i + 1;
            ChainErrors hopErrors = errors.ForHop(number, count);
            HopRules.Check(hops[i], new HopContext(number, number > 1 || source.IsTemporary, partition, inherited, hopErrors));
            NextHopRules.Check(hops[i], isLast: number == count, hopErrors);
            inherited.Pass(number, hops[i].Tags, hops[i].SourceIdentity);
        }

        EndpointRules.CheckRegion(chain.Region, nameof(chain.Region), partition, errors);
        RefreshRules.Check(refresh, hops, errors.ForPart(nameof(RoleChainOptions.Refresh)));
        ThrowIfAny(errors.All);
        return new RoleChain
        {
            Name = chain.Name,
            Tenant = tenant ?? chain.Tenant,
            Hops = [.. chain.Hops, .. new HopPlan(chain.Name, tenant ?? chain.Tenant).Create(hops, chain.Hops.Count + 1, before)],
            Region = chain.Region,
            FailoverRegions = chain.FailoverRegions,
        };
    }

    /// <summary>
    /// The error, as <see cref="Validate"/> writes it, of a first hop when the source turns out to be a session on its first read;
    /// <see langword="null"/> when the hop may be chained.
    /// </summary>
    public static string? ChainedDurationError(RoleHop hop)
    {
        ChainErrors errors = new();
        ChainedHopRules.Check(hop.Number, hop.Duration, hop.MfaSerialNumber, errors);
        return errors.All.Count == 0 ? null : string.Join(' ', errors.All.Select(error => error.Message));
    }

    private static Inheritance After(RoleChain chain, RoleChainSourceOptions source)
    {
        Inheritance inherited = new(source);
        foreach (RoleHop hop in chain.Hops)
        {
            inherited.Pass(hop.Number, hop.Tags, hop.SourceIdentity);
        }

        return inherited;
    }

    /// <summary>The partition that the chain begins in; null where no role tells it.</summary>
    private static string? FindPartition(RoleChainSourceOptions source, IEnumerable<RoleHopOptions?> hops) =>
        WebIdentityRules.FindPartition(source.WebIdentity) ?? hops.Select(PartitionOf).FirstOrDefault(known => known is not null);

    private static string? PartitionOf(RoleHopOptions? hop) => RoleArn.TryParse(hop?.RoleArn, out RoleArn? arn) ? arn.Partition : null;

    /// <exception cref="OptionsValidationException">There are errors. The message lists all of them.</exception>
    public static void ThrowIfAny(IReadOnlyList<ChainError> errors)
    {
        if (errors.Count > 0)
        {
            Throw(errors);
        }
    }

    // Apart, so that a chain without errors need not load the assembly of the exception.
    [DoesNotReturn]
    private static void Throw(IReadOnlyList<ChainError> errors) =>
        throw new OptionsValidationException(
            nameof(RoleChain), typeof(RoleChainOptions), ErrorList.Number([.. errors.Select(error => error.Message)]));
}
