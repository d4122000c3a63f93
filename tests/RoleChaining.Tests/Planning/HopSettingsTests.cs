using System.Reflection;
using Amazon.SecurityToken.Model;
using Microsoft.Extensions.Configuration;
using RoleChaining.DependencyInjection;
using RoleChaining.Profiles;

namespace RoleChaining.Planning;

/// <summary>Every option of a hop reaches each place that handles all of them. A new option that is forgotten in one of them fails here.</summary>
[Collection(nameof(ProfileChainTests))]
public sealed class HopSettingsTests
{
    /// <summary>Each option in configuration; a delegate has no text.</summary>
    private static readonly Dictionary<string, string> Configuration = new()
    {
        [nameof(RoleHopOptions.RoleArn)] = "RoleArn",
        [nameof(RoleHopOptions.SessionName)] = "SessionName",
        [nameof(RoleHopOptions.Duration)] = "Duration",
        [nameof(RoleHopOptions.ExternalId)] = "ExternalId",
        [nameof(RoleHopOptions.SourceIdentity)] = "SourceIdentity",
        [nameof(RoleHopOptions.Tags)] = "Tags:0:Key",
        [nameof(RoleHopOptions.Policy)] = "Policy",
        [nameof(RoleHopOptions.PolicyArns)] = "PolicyArns:0",
        [nameof(RoleHopOptions.RestrictToNextHop)] = "RestrictToNextHop",
        [nameof(RoleHopOptions.MfaSerialNumber)] = "MfaSerialNumber",
        [nameof(RoleHopOptions.ProvidedContexts)] = "ProvidedContexts:0:ProviderArn",
        [nameof(RoleHopOptions.Region)] = "Region",
        [nameof(RoleHopOptions.ShareSession)] = "ShareSession",
    };

    /// <summary>Each option in a profile; the AWS SDKs and aws-vault have no key for the others.</summary>
    private static readonly Dictionary<string, string> Profiles = new()
    {
        [nameof(RoleHopOptions.RoleArn)] = "role_arn = arn:aws:iam::222222222222:role/HubRole",
        [nameof(RoleHopOptions.SessionName)] = "role_session_name = another",
        [nameof(RoleHopOptions.Duration)] = "duration_seconds = 1200",
        [nameof(RoleHopOptions.ExternalId)] = "external_id = another",
        [nameof(RoleHopOptions.SourceIdentity)] = "source_identity = another",
        [nameof(RoleHopOptions.Tags)] = "session_tags = Team=alpha",
        [nameof(RoleHopOptions.MfaSerialNumber)] = "mfa_serial = arn:aws:iam::111111111111:mfa/alice",
        [nameof(RoleHopOptions.Region)] = "region = eu-west-1",
    };

    private static readonly string[] NotInConfiguration = [nameof(RoleHopOptions.MfaTokenProvider), nameof(RoleHopOptions.ProvidedContextsProvider)];

    private static readonly string[] NotInProfiles =
    [
        nameof(RoleHopOptions.Policy), nameof(RoleHopOptions.PolicyArns), nameof(RoleHopOptions.MfaTokenProvider), nameof(RoleHopOptions.ProvidedContexts),
        nameof(RoleHopOptions.RestrictToNextHop), nameof(RoleHopOptions.ProvidedContextsProvider), nameof(RoleHopOptions.ShareSession),
    ];

    public static TheoryData<string> Options => [.. typeof(RoleHopOptions).GetProperties().Select(property => property.Name)];

    [Theory, MemberData(nameof(Options))]
    public void A_copy_has_the_option(string name)
    {
        RoleHopOptions hop = With(name);
        Assert.Equal(Value(hop, name), Value(hop.Copy(), name));
        Assert.NotEqual(Value(Plain(), name), Value(hop.Copy(), name));
    }

    [Theory, MemberData(nameof(Options))]
    public void Two_hops_that_differ_in_the_option_share_no_session(string name) =>
        Assert.NotEqual(new HopIdentity(Plan(Plain())), new HopIdentity(Plan(With(name))));

    [Theory, MemberData(nameof(Options))]
    public void Two_hops_that_differ_in_a_value_are_told_apart_when_options_change(string name)
    {
        if (!NotInConfiguration.Contains(name))
        {
            Assert.False(new RoleChainOptions { Hops = { Plain() } }.HasSameValues(new RoleChainOptions { Hops = { With(name) } }));
        }
    }

    [Theory, MemberData(nameof(Options))]
    public void Configuration_sets_the_option(string name)
    {
        if (NotInConfiguration.Contains(name))
        {
            return;
        }

        string text = name switch
        {
            nameof(RoleHopOptions.Duration) => "00:20:00",
            nameof(RoleHopOptions.RestrictToNextHop) => "true",
            nameof(RoleHopOptions.ShareSession) => "false",
            _ => "arn:aws:iam::222222222222:role/Other",
        };
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new($"Hops:0:{Configuration[name]}", text)])
            .Build();
        RoleChainOptions options = new();
        ChainConfiguration.Read(configuration, [], options, new ErrorPaths(), []);
        Assert.NotEqual(Value(new RoleHopOptions(), name), Value(Assert.Single(options.Hops), name));
    }

    [Theory, MemberData(nameof(Options))]
    public void A_profile_sets_the_option(string name)
    {
        if (NotInProfiles.Contains(name))
        {
            return;
        }

        using SharedFiles files = new();
        files.Variables["AWS_REGION"] = null;
        files.Config = $"""
            [profile spoke]
            role_arn = arn:aws:iam::333333333333:role/ProductionRole
            source_profile = hub

            [profile hub]
            source_profile = default
            {Profiles[nameof(RoleHopOptions.RoleArn)]}
            {(name == nameof(RoleHopOptions.RoleArn) ? "" : Profiles[name])}
            """;
        files.Credentials = "[default]\naws_access_key_id = AKIAALICE\naws_secret_access_key = secret";
        RoleHop hop = RoleChainBuilder.FromProfile("spoke").WithMfaTokenProvider((_, _) => Task.FromResult("123456")).BuildChain().Hops[0];
        object? value = typeof(RoleHop).GetProperty(name)!.GetValue(hop);
        Assert.NotEqual(name == nameof(RoleHopOptions.SessionName) ? RoleChainDefaults.SessionName : null, value);
        Assert.NotEqual(Array.Empty<SessionTag>(), value);
    }

    private static RoleHop Plan(RoleHopOptions hop) => 
        new HopPlan("chain").Create([hop, Plain()], 1, new Inheritance(new RoleChainSourceOptions()))[0];

    private static RoleHopOptions Plain() => new() { RoleArn = "arn:aws:iam::222222222222:role/HubRole", SessionName = "plain" };

    private static RoleHopOptions With(string name)
    {
        RoleHopOptions hop = Plain();
        PropertyInfo property = typeof(RoleHopOptions).GetProperty(name)!;
        switch (property.GetValue(hop))
        {
            case SessionTagCollection tags:
                tags.Add("Team", "alpha");
                break;
            case IList<string> texts:
                texts.Add("arn:aws:iam::222222222222:policy/Narrow");
                break;
            case IList<ProvidedContext> contexts:
                contexts.Add(new ProvidedContext { ProviderArn = "arn:aws:iam::aws:contextProvider/IdentityCenter", ContextAssertion = "assertion" });
                break;
            default:
                property.SetValue(hop, property.PropertyType == typeof(TimeSpan?) ? TimeSpan.FromMinutes(20)
                    : property.PropertyType == typeof(string) ? name == nameof(RoleHopOptions.RoleArn) ? "arn:aws:iam::222222222222:role/Other" : "another"
                    : property.PropertyType == typeof(bool) ? property.GetValue(hop) is false
                    : property.PropertyType == typeof(Func<CancellationToken, Task<IReadOnlyList<ProvidedContext>>>)
                        ? (Func<CancellationToken, Task<IReadOnlyList<ProvidedContext>>>)(_ => Task.FromResult<IReadOnlyList<ProvidedContext>>([]))
                    : (Func<CancellationToken, Task<string>>)(_ => Task.FromResult("123456")));
                break;
        }

        return hop;
    }

    private static object? Value(RoleHopOptions hop, string name) => typeof(RoleHopOptions).GetProperty(name)!.GetValue(hop);
}
