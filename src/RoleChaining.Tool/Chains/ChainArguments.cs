using System.CommandLine;
using System.CommandLine.Parsing;
using RoleChaining.Caching;
using RoleChaining.Tool.Completion;

namespace RoleChaining.Tool.Chains;

/// <summary>How a chain is given on the command line, the same for every command that takes one.</summary>
internal static class ChainArguments
{
    public const string Examples = """
        A chain is given in one of three ways:
          --profile production                        as ~/.aws/config says, source_profile by source_profile
          --hop ARN --session-name hub --hop ARN      role by role, from the default credentials or --source-profile
          --config appsettings.json --chain Orders    as the application's configuration says
        """;

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

    private static readonly Option<bool> NoCache =
        new("--no-cache") { Description = "Neither look for sessions in the cache nor store any." };

    private static readonly Option<string?> CacheFolder = new("--cache-folder")
    {
        Description =
            "Where sessions are kept between runs, encrypted. [default: $ROLE_CHAIN_CACHE, else ~/.aws/role-chain]", HelpName = "FOLDER",
    };

    public static void AddChain(this Command command)
    {
        foreach (
            Option option in (IEnumerable<Option>)[Profile, Clamp, .. HopArguments.Options, SourceProfile, Config, Chain, Region, StsEndpoint, NoCache, CacheFolder, .. MfaArguments.Options])
        {
            command.Options.Add(option);
        }

        if (Profile.CompletionSources.Count == 0)
        {
            Profile.CompletionSources.Add(CompletionCommand.Profiles);
            SourceProfile.CompletionSources.Add(CompletionCommand.Profiles);
        }

        command.Validators.Add(result =>
        {
            string[] ways =
                [.. new Option[] { Profile, HopArguments.Hop, Config }.Where(option => result.GetResult(option) is not null).Select(option => option.Name)];
            foreach (Option option in result.Children.OfType<OptionResult>().Where(
                    option => option.Tokens.Any(token => token.Value.Length == 0)).Select(option => option.Option))
            {
                result.AddError($"{option.Name} is empty; write a value, or leave it out.");
            }

            if (result.GetResult(Chain) is not null && result.GetResult(Config) is null)
            {
                result.AddError("--chain names a chain of --config, which is missing.");
            }

            if (result.GetResult(SourceProfile) is not null && result.GetResult(Profile) is not null)
            {
                result.AddError("--profile says by itself what its chain begins with; --source-profile is for --hop and --config.");
            }

            if (ways.Length > 1)
            {
                result.AddError($"The chain is given twice, by {string.Join(" and ", ways)}; give it in one way.");
            }
        });
    }

    /// <summary>Whether the command line gives a chain at all.</summary>
    public static bool HasChain(ParseResult arguments) =>
        arguments.GetValue(Profile) is not null
            || arguments.GetValue(Config) is not null
            || arguments.GetResult(HopArguments.Hop) is not null;

    /// <summary>Whether the command line says by itself what the chain begins with.</summary>
    public static bool HasOwnSource(ParseResult arguments) =>
        arguments.GetValue(Profile) is not null || arguments.GetValue(SourceProfile) is not null;

    /// <summary>The address of the STS that is used in place of AWS's; null for AWS's own.</summary>
    public static string? Endpoint(ParseResult arguments) => arguments.GetValue(StsEndpoint);

    /// <summary>The chain that the command line describes.</summary>
    /// <exception cref="UsageException">No chain is given, or it is not valid.</exception>
    public static RoleChainBuilder Read(ParseResult arguments)
    {
        RoleChainOptions options = arguments.GetValue(Config) is { } config ? ChainFile.Read(config, arguments.GetValue(Chain))
            : HasChain(arguments) ? PatientOptions()
            : throw new UsageException("no chain is given: write --profile NAME, --hop ARN or --config FILE.");
        HopArguments.Read(arguments, options.Hops);
        options.Profile = arguments.GetValue(Profile) ?? options.Profile;
        options.ClampProfileDurations |= arguments.GetValue(Clamp);
        options.SourceProfile = arguments.GetValue(SourceProfile) ?? options.SourceProfile;
        options.Region = arguments.GetValue(Region) ?? options.Region;
        options.StsEndpoint = arguments.GetValue(StsEndpoint) ?? options.StsEndpoint;
        OwnProcess.Refuse(options);
        RoleChainBuilder builder = new RoleChainBuilder(options).WithMfaTokenProvider(
            MfaArguments.Provider(arguments)).WithLoggerFactory(new Warnings());
        string? folder = arguments.GetValue(CacheFolder) ?? Environment.GetEnvironmentVariable("ROLE_CHAIN_CACHE");
        return arguments.GetValue(NoCache)
            ? builder
            : builder.WithSessionCache(new FolderSessionCache(string.IsNullOrEmpty(folder) ? null : folder));
    }

    private static RoleChainOptions PatientOptions()
    {
        RoleChainOptions options = new();
        BePatient(options.Retry);
        return options;
    }

    /// <summary>
    /// The time limits where no file sets them. A build may start hundreds of commands at once, and each then gets its processor late. So
    /// the limits are three times the library's, which is still less than the AWS CLI's.
    /// </summary>
    public static void BePatient(RoleChainRetryOptions retry) =>
        (retry.AttemptTimeout, retry.TotalTimeout) = (3 * retry.AttemptTimeout, 3 * retry.TotalTimeout);
}
