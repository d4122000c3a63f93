using Amazon.SecurityToken.Model;
using Microsoft.Extensions.Configuration;

namespace RoleChaining.DependencyInjection;

/// <summary>A section of configuration -> the options of a chain, every error by its path.</summary>
internal static class ChainConfiguration
{
    private const string HopsKey = nameof(RoleChainOptions.Hops);

    public static void Read(
        IConfiguration section, IReadOnlyList<IConfigurationProvider> providers, RoleChainOptions options, ErrorPaths paths, List<string> errors)
    {
        string path = ConfigurationProviders.PathOf(section);
        paths.ReadFrom(path, isEmpty: !section.GetChildren().Any());
        SectionReader reader = new(section, path, errors);
        options.SourceProfile = reader.Text(nameof(options.SourceProfile)) ?? options.SourceProfile;
        options.Profile = reader.Text(nameof(options.Profile)) ?? options.Profile;
        options.ClampProfileDurations = reader.Flag(nameof(options.ClampProfileDurations)) ?? options.ClampProfileDurations;
        options.UseSourceDirectly = reader.Flag(nameof(options.UseSourceDirectly)) ?? options.UseSourceDirectly;
        options.Region = reader.Text(nameof(options.Region)) ?? options.Region;
        Append(reader.Texts(nameof(options.FailoverRegions)), options.FailoverRegions);
        options.StsEndpoint = reader.Text(nameof(options.StsEndpoint)) ?? options.StsEndpoint;
        options.UseFipsEndpoint = reader.Flag(nameof(options.UseFipsEndpoint)) ?? options.UseFipsEndpoint;
        options.UseDualStackEndpoint = reader.Flag(nameof(options.UseDualStackEndpoint)) ?? options.UseDualStackEndpoint;
        options.SharedSessions = reader.Flag(nameof(options.SharedSessions)) ?? options.SharedSessions;
        ReadHops(reader, path, providers, options);
        ReadRefresh(reader.Part(nameof(options.Refresh)), options.Refresh);
        ReadRetry(reader.Part(nameof(options.Retry)), options.Retry);
        reader.End();
    }

    private static void ReadHops(
        SectionReader reader, string path, IReadOnlyList<IConfigurationProvider> providers, RoleChainOptions options)
    {
        new HopProviders(providers, ConfigurationProviders.Join(path, HopsKey)).Check(reader);
        foreach (SectionReader hop in reader.Items(HopsKey, "write [ { \"RoleArn\": \"arn:aws:iam::123456789012:role/Name\" } ]"))
        {
            options.Hops.Add(ReadHop(hop));
        }
    }

    private static RoleHopOptions ReadHop(SectionReader reader)
    {
        RoleHopOptions hop = new() { ConfigurationPath = reader.Path };
        hop.RoleArn = reader.Text(nameof(hop.RoleArn)) ?? reader.OwnText; // A hop with nothing but a role may be written as a plain text.
        hop.SessionName = reader.Text(nameof(hop.SessionName));
        hop.Duration = reader.TimeOrSeconds(nameof(hop.Duration));
        hop.ExternalId = reader.Text(nameof(hop.ExternalId));
        hop.SourceIdentity = reader.Text(nameof(hop.SourceIdentity));
        ReadTags(reader, hop.Tags);
        hop.Policy = reader.Text(nameof(hop.Policy));
        Append(reader.Texts(nameof(hop.PolicyArns)), hop.PolicyArns);
        hop.RestrictToNextHop = reader.Flag(nameof(hop.RestrictToNextHop)) ?? false;
        hop.MfaSerialNumber = reader.Text(nameof(hop.MfaSerialNumber));
        foreach (SectionReader context in reader.Items(nameof(hop.ProvidedContexts), "write [ { \"ProviderArn\": \"...\" } ]"))
        {
            hop.ProvidedContexts.Add(new ProvidedContext
            {
                ProviderArn = context.Text(nameof(ProvidedContext.ProviderArn)),
                ContextAssertion = context.Text(nameof(ProvidedContext.ContextAssertion)),
            });
            context.End();
        }

        hop.Region = reader.Text(nameof(hop.Region));
        hop.ShareSession = reader.Flag(nameof(hop.ShareSession)) ?? true;
        reader.End();
        return hop;
    }

    private static void ReadTags(SectionReader reader, SessionTagCollection tags)
    {
        const string Key = nameof(RoleHopOptions.Tags);
        if (reader.Pairs(Key) is { Count: > 0 } pairs)
        {
            foreach ((string key, string value) in pairs)
            {
                tags.Add(key, value);
            }

            return;
        }

        foreach (SectionReader tag in reader.Items(Key, "write [ { \"Key\": \"Team\", \"Value\": \"alpha\" } ], or { \"Team\": \"alpha\" }"))
        {
            tags.Add(
                tag.Text(nameof(SessionTag.Key)) ?? "",
                tag.Text(nameof(SessionTag.Value)) ?? "",
                tag.Flag(nameof(SessionTag.Transitive)) ?? false);
            tag.End();
        }
    }

    private static void ReadRefresh(SectionReader reader, RoleChainRefreshOptions refresh)
    {
        refresh.AdvisoryWindow = reader.Time(nameof(refresh.AdvisoryWindow)) ?? refresh.AdvisoryWindow;
        refresh.MandatoryWindow = reader.Time(nameof(refresh.MandatoryWindow)) ?? refresh.MandatoryWindow;
        refresh.JitterFraction = reader.Fraction(nameof(refresh.JitterFraction)) ?? refresh.JitterFraction;
        refresh.FailureDelay = reader.Time(nameof(refresh.FailureDelay)) ?? refresh.FailureDelay;
        refresh.MaxFailureDelay = reader.Time(nameof(refresh.MaxFailureDelay)) ?? refresh.MaxFailureDelay;
        refresh.MaxUrgentFailureDelay = reader.Time(nameof(refresh.MaxUrgentFailureDelay)) ?? refresh.MaxUrgentFailureDelay;
        refresh.ExpiredGrace = reader.Time(nameof(refresh.ExpiredGrace)) ?? refresh.ExpiredGrace;
        refresh.OnDenied = reader.Choice<DeniedBehavior>(nameof(refresh.OnDenied)) ?? refresh.OnDenied;
        reader.End();
    }

    private static void ReadRetry(SectionReader reader, RoleChainRetryOptions retry)
    {
        retry.MaxAttempts = reader.Number(nameof(retry.MaxAttempts)) ?? retry.MaxAttempts;
        retry.BaseDelay = reader.Time(nameof(retry.BaseDelay)) ?? retry.BaseDelay;
        retry.MaxDelay = reader.Time(nameof(retry.MaxDelay)) ?? retry.MaxDelay;
        retry.AttemptTimeout = reader.Time(nameof(retry.AttemptTimeout)) ?? retry.AttemptTimeout;
        retry.TotalTimeout = reader.Time(nameof(retry.TotalTimeout)) ?? retry.TotalTimeout;
        retry.PropagationTimeout = reader.Time(nameof(retry.PropagationTimeout)) ?? retry.PropagationTimeout;
        reader.End();
    }

    private static void Append(IReadOnlyList<string> items, IList<string> list)
    {
        foreach (string item in items)
        {
            list.Add(item);
        }
    }
}
