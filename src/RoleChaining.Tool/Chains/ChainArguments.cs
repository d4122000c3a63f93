using System.CommandLine;
using System.CommandLine.Parsing;
using RoleChaining.Caching;
using RoleChaining.Profiles;
using RoleChaining.Text;
using RoleChaining.Tool.Completion;

namespace RoleChaining.Tool.Chains;

/// <summary>How a chain is given on the command line, the same for every command that takes one.</summary>
internal static class ChainArguments
{
    public const string Examples = """
        A chain is given in one of three ways:
          production, or --profile production       as ~/.aws/config says
          --hop ARN --session-name hub --hop ARN    role by role, from the default
                                                    credentials or --source-profile
          --config appsettings.json --chain Orders  as the application is configured
        Without any it is the profile of ROLE_CHAIN_PROFILE, else of AWS_PROFILE.
        """;

    /// <summary>The profile that stands in a command line without an option.</summary>
    public static readonly Argument<string?> Name = new("chain")
    {
        Description = "The profile to follow; short for --profile.", HelpName = "PROFILE", Arity = ArgumentArity.ZeroOrOne,
    };

    private const string ProfileVariable = "ROLE_CHAIN_PROFILE";

    private static readonly Option<string?> Profile =
        new("--profile") { Description = "The profile of the shared AWS files to follow.", HelpName = "NAME" };

    private static readonly Option<bool> Clamp = new("--clamp-durations")
    {
        Description = "Shorten a profile's duration_seconds to the hour of a chained session, rather than refuse it.",
    };

    private static readonly Option<string?> SourceProfile =
        new("--source-profile") { Description = "The profile whose credentials assume the first --hop.", HelpName = "NAME" };

    private static readonly Option<string?> Config =
        new("--config") { Description = "A JSON file with the keys of appsettings.", HelpName = "FILE" };

    private static readonly Option<string?> Chain =
        new("--chain") { Description = "The chain's name below RoleChains in --config.", HelpName = "NAME" };

    private static readonly Option<string?> Region =
        new("--region") { Description = "The region whose STS is called.", HelpName = "REGION" };

    private static readonly Option<string?> StsEndpoint = new("--sts-endpoint")
    {
        Description = "An STS to call in place of the region's, such as that of role-chain sts.", HelpName = "URL",
    };

    private static readonly Option<bool> UseFips = new("--use-fips-endpoint") { Description = "Call the FIPS endpoints of STS." };

    private static readonly Option<bool> UseDualStack =
        new("--use-dualstack-endpoint") { Description = "Call the endpoints of STS that have IPv6 addresses too." };

    private static readonly Option<bool> NoCache =
        new("--no-cache") { Description = "Neither look for sessions in the cache nor store any." };

    private static readonly Option<bool> Refresh =
        new("--refresh") { Description = "Ask STS for new sessions, and keep those in place of the old ones." };

    private static readonly Option<string?> CacheFolder = new("--cache-folder")
    {
        Description =
            "Where sessions are kept between runs, encrypted. [default: $ROLE_CHAIN_CACHE, else ~/.aws/role-chain]", HelpName = "FOLDER",
    };

    public static void AddChain(this Command command)
    {
        command.Arguments.Add(Name);
        if (Name.Validators.Count == 0)
        {
            Name.Validators.Add(RefuseOption);
        }

        foreach (Option option in (IEnumerable<Option>)
        [
            Profile, Clamp, .. HopArguments.Options, SourceProfile, Config, Chain, Region, StsEndpoint, UseFips, UseDualStack,
            NoCache, Refresh, CacheFolder, .. MfaArguments.Options,
        ])
        {
            command.Options.Add(option);
        }

        if (Profile.CompletionSources.Count == 0)
        {
            Name.CompletionSources.Add(CompletionCommand.Profiles);
            Profile.CompletionSources.Add(CompletionCommand.Profiles);
            SourceProfile.CompletionSources.Add(CompletionCommand.Profiles);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(Chain) is not null && result.GetResult(Config) is null)
            {
                result.AddError("--chain names a chain of --config, which is missing.");
            }

            if (result.GetResult(NoCache) is not null && result.GetResult(Refresh) is not null)
            {
                result.AddError("--no-cache keeps no session that --refresh could replace; choose one.");
            }
        });
    }

    /// <summary>Whether the command line gives a chain. The environment may still name one.</summary>
    public static bool HasChain(ParseResult arguments) => Ways(arguments).Length > 0;

    public static bool HasChainOption(ParseResult arguments) =>
        Array.Exists(ChainOptions, option => arguments.GetResult(option) is not null);

    /// <summary>Whether the command line says by itself what the chain begins with.</summary>
    public static bool HasOwnSource(ParseResult arguments) =>
        GivenProfile(arguments) is not null || arguments.GetValue(SourceProfile) is not null;

    /// <summary>The profile that the chain follows; null for a chain that is given otherwise.</summary>
    /// <exception cref="UsageException">No chain is given, or two.</exception>
    public static string? ProfileOf(ParseResult arguments)
    {
        if (Ways(arguments) is [_, _, ..] ways)
        {
            throw new UsageException($"The chain is given twice, by {string.Join(" and ", ways)}; give it in one way.");
        }

        string? given = GivenProfile(arguments);
        if (given is not null && arguments.GetValue(SourceProfile) is not null)
        {
            throw new UsageException(
                "The profile says by itself what its chain begins with; --source-profile is for --hop and --config.");
        }

        return given is not null || HasChain(arguments) ? given
            : Variable(ProfileVariable) ?? ProfileFiles.ChosenProfile ?? throw new UsageException(
                $"no chain is given: write a profile, --hop ARN or --config FILE, or set {ProfileVariable}.");
    }

    /// <summary>How a chain's profile was chosen, for a person.</summary>
    public static string OriginOfProfile(ParseResult arguments) =>
        GivenProfile(arguments) is not null ? "command line"
        : Variable(ProfileVariable) is not null ? ProfileVariable
        : ProfileVariableOfAws;

    /// <summary>The variable by which AWS's own tools are told a profile.</summary>
    public static string ProfileVariableOfAws => Variable("AWS_PROFILE") is not null ? "AWS_PROFILE" : "AWS_DEFAULT_PROFILE";

    /// <summary>How the profile of the first credentials was chosen, for a person; null where nothing chose it.</summary>
    public static string? OriginOfSource(ParseResult arguments) =>
        arguments.GetValue(SourceProfile) is not null || IsOfConfig(arguments) ? OriginOfHops(arguments)
        : ProfileFiles.ChosenProfile is not null ? ProfileVariableOfAws
        : null;

    /// <summary>The profile whose settings hold: the chain's, the source's, or the one that the environment chooses.</summary>
    public static string ProfileInUse(ParseResult arguments) =>
        ProfileOf(arguments) ?? arguments.GetValue(SourceProfile) ?? UsersSource.SettingsProfile;

    /// <summary>Whether a file of <c>--config</c> describes the chain.</summary>
    public static bool IsOfConfig(ParseResult arguments) => arguments.GetResult(Config) is not null;

    /// <summary>Whether the options of the command line describe the chain.</summary>
    public static bool IsOfHops(ParseResult arguments) => arguments.GetResult(HopArguments.Hop) is not null;

    /// <summary>Where an option of a chain without a profile comes from.</summary>
    public static string OriginOfHops(ParseResult arguments) => arguments.GetValue(Config) ?? "command line";

    /// <summary>Where the region comes from; null when the command line does not give it.</summary>
    public static string? OriginOfRegion(ParseResult arguments) => arguments.GetValue(Region) is null ? null : Region.Name;

    /// <summary>Where the region of a chain without a profile comes from, if the command line does not give it.</summary>
    public static string OriginOfHopsRegion(ParseResult arguments) =>
        !IsOfConfig(arguments) && ShellsOwn.RegionOfExec is not null ? "role-chain exec" : OriginOfHops(arguments);

    /// <summary>Adds the folder of sessions alone, for commands that take no chain.</summary>
    public static void AddCacheFolder(Command command) => command.Options.Add(CacheFolder);

    /// <summary>A builder with what every chain of the command has in common.</summary>
    public static RoleChainBuilder NewBuilder() => new RoleChainBuilder()
        .WithSessionName(UserSessionName.Find())
        .WithMfaTokenProvider((_, _) => throw new UsageException("no MFA code is asked for here."));

    /// <summary>The chain that the command line or the environment describes.</summary>
    /// <exception cref="UsageException">No chain is given.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">
    /// The file of --config holds a chain that breaks rules.
    /// </exception>
    public static RoleChainBuilder Read(ParseResult arguments) => Read(arguments, NewBuilder(), findsSource: true, keepsSessions: true);

    /// <summary>The chain without the sessions of earlier runs; its own are kept nowhere.</summary>
    /// <inheritdoc cref="Read(ParseResult)"/>
    public static RoleChainBuilder ReadUncached(ParseResult arguments) =>
        Read(arguments, NewBuilder(), findsSource: true, keepsSessions: false);

    /// <summary>
    /// The plan of the chain that the command line describes. A session that nothing names has the library's name in it, because policies
    /// that are written for a chain are for whoever uses it.
    /// </summary>
    public static RoleChain ReadPlan(ParseResult arguments) =>
        Read(arguments, new RoleChainBuilder(), findsSource: false, keepsSessions: false).BuildChain();

    private static RoleChainBuilder Read(ParseResult arguments, RoleChainBuilder builder, bool findsSource, bool keepsSessions)
    {
        string? profile = ProfileOf(arguments);
        RoleChainOptions options = builder.Options;
        ConfigFile? file = arguments.GetValue(Config) is { } config ? ConfigFile.Read(config, arguments.GetValue(Chain), builder) : null;
        if (file is null)
        {
            BePatient(options.Retry);
        }

        HopArguments.Read(arguments, options.Hops);
        options.Profile = profile ?? options.Profile;
        options.ClampProfileDurations |= arguments.GetValue(Clamp);
        options.SourceProfile = arguments.GetValue(SourceProfile) ?? options.SourceProfile;
        options.Region = arguments.GetValue(Region) ?? options.Region;
        if (options is { Profile: null, SourceProfile: null })
        {
            options.Region ??= ShellsOwn.RegionOfExec; // it goes on where the chain around it ends
        }

        options.StsEndpoint = arguments.GetValue(StsEndpoint) ?? options.StsEndpoint;
        options.UseFipsEndpoint = arguments.GetResult(UseFips) is null ? options.UseFipsEndpoint : arguments.GetValue(UseFips);
        options.UseDualStackEndpoint =
            arguments.GetResult(UseDualStack) is null ? options.UseDualStackEndpoint : arguments.GetValue(UseDualStack);
        if (findsSource)
        {
            UsersSource.Choose(builder);
        }

        OwnProcess.Refuse(options);
        builder.WithMfaTokenProvider(MfaArguments.Provider(arguments, builder)).WithLoggerFactory(new Warnings());
        if (keepsSessions && !arguments.GetValue(NoCache))
        {
            FolderSessionCache cache = OpenCache(arguments);
            builder.WithSessionCache(arguments.GetValue(Refresh) ? new RefreshedCache(cache) : cache);
        }

        file?.Check(builder);
        return builder;
    }

    /// <exception cref="UsageException">The chain assumes no role.</exception>
    public static void RequireRole(ParseResult arguments, RoleChain chain)
    {
        if (chain.Hops.Count > 0)
        {
            return;
        }

        string? profile = ProfileOf(arguments);
        string origin = profile is not null && GivenProfile(arguments) is null ? $", which {OriginOfProfile(arguments)} names," : "";
        throw new UsageException(profile is null
            ? "the chain assumes no role: UseSourceDirectly is true; name a chain with hops."
            : $"the chain assumes no role: profile \"{profile}\"{origin} gives the credentials of a source; name a profile that has "
                + "role_arn with source_profile or credential_source, or write --hop ARN.");
    }

    /// <summary>The folder that keeps sessions between runs.</summary>
    public static FolderSessionCache OpenCache(ParseResult arguments) =>
        new((arguments.GetValue(CacheFolder) ?? Variable("ROLE_CHAIN_CACHE")) is { } folder ? SharedFilePaths.ExpandHome(folder) : null);

    /// <summary>
    /// The parser takes an option that it does not know for a word. Among the words of <c>exec</c> it may be the command's.
    /// </summary>
    private static void RefuseOption(ArgumentResult result)
    {
        if (result.Parent is CommandResult { Command.Arguments: var arguments } && !arguments.Contains(CommandWords.Command)
            && result.Tokens is [{ Value: ['-', ..] } word])
        {
            result.AddError($"Unrecognized command or argument '{word.Value}'.");
        }
    }

    private static Option[] ChainOptions => [Profile, HopArguments.Hop, Config];

    private static string? GivenProfile(ParseResult arguments) => CommandWords.Read(arguments).Chain ?? arguments.GetValue(Profile);

    /// <summary>The ways in which the command line gives a chain; more than one is a mistake.</summary>
    private static string[] Ways(ParseResult arguments) =>
    [
        .. CommandWords.Read(arguments).Chain is { } name ? [$"\"{name}\""] : Array.Empty<string>(),
        .. ChainOptions.Where(option => arguments.GetResult(option) is not null).Select(option => option.Name),
    ];

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>
    /// The time limits where no file sets them. A build may start hundreds of commands at once, and each then gets its processor late. So
    /// the limits are three times the library's, which is still less than the AWS CLI's.
    /// </summary>
    public static void BePatient(RoleChainRetryOptions retry) =>
        (retry.AttemptTimeout, retry.TotalTimeout) = (3 * retry.AttemptTimeout, 3 * retry.TotalTimeout);
}
