using System.CommandLine;
using RoleChaining.Profiles;
using RoleChaining.Tool.Chains;

namespace RoleChaining.Tool.Inspection;

/// <summary><c>role-chain explain</c>: what a chain is made of and where each setting came from. It calls and starts nothing.</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        ToolCommand command = new("explain", "Show each setting of a chain and where it came from.", $"""
            role-chain explain production
            role-chain explain production --json

            It also shows what is kept, which STS would be asked, what in the profiles
            is not read, and all that is wrong with them.

            {ChainArguments.Examples}
            """);
        command.AddChain();
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        RoleChainBuilder builder = ChainArguments.Read(arguments);
        FollowedOptions followed = builder.Follow();
        ChainExplanation explanation = new(followed, ChainArguments.OriginOfHops(arguments));
        using ChainedAWSCredentials chain = builder.Build();
        IReadOnlyList<string?> keys = await CacheKeys.OfChainAsync(chain, followed, cancellationToken).ConfigureAwait(false);
        KeptSessions kept = KeptSessions.Read(ChainArguments.OpenCache(arguments));
        ExplainedHop[] hops =
        [
            .. chain.Chain.Hops.Select((hop, i) => new ExplainedHop(
                hop,
                explanation.Hops[i],
                chain.FindStsAddress(hop),
                keys[i],
                kept.Find(keys[i], followed.Options.Profile, hop.Number, hop.RoleArn))),
        ];
        ExplainedSetting[] all = [.. ChainSettings(arguments, followed)];
        if (arguments.GetValue(GlobalOptions.Json))
        {
            ExplainReport.WriteJson(all, hops, explanation.Unread, kept);
        }
        else
        {
            ExplainReport.WriteText(Console.Out, all, hops, explanation.Unread, kept);
        }

        return ExitCode.Success;
    }

    private static IEnumerable<ExplainedSetting> ChainSettings(ParseResult arguments, FollowedOptions followed)
    {
        RoleChainOptions options = followed.Options;
        if (options.Profile is { } profile)
        {
            yield return new("profile", profile, ChainArguments.HasOwnSource(arguments) || !ChainArguments.HasChain(arguments)
                ? ChainArguments.OriginOfProfile(arguments)
                : ChainArguments.OriginOfHops(arguments));
        }

        if (followed.Keys is { } keys)
        {
            yield return new(
                "source", SourceWords.Kind(keys.Kind), $"{keys.Profile.First.File}, line {keys.Profile.First.Line}, profile \"{keys.Profile.Name}\"");
        }
        else
        {
            (string words, string? origin) = options.SourceProfile is { } source
                ? ($"profile \"{source}\"", ChainArguments.OriginOfSource(arguments))
                : UsersSource.Describe(followed);
            yield return new("source", words, origin ?? ChainExplanation.ByDefault);
        }

        if (options.Region is { } region)
        {
            string? place = followed.RegionPlace?.Replace(": region", "", StringComparison.Ordinal);
            yield return new("region", region, ChainArguments.OriginOfRegion(arguments) ?? place ?? ChainArguments.OriginOfHopsRegion(arguments));
        }

        if (followed.Client.UseFipsEndpoint == true)
        {
            yield return new("use_fips_endpoint", "true", ChainArguments.OriginOfHops(arguments));
        }
    }
}
