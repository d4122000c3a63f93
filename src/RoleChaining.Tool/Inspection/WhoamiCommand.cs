using System.CommandLine;
using Amazon.Runtime;
using RoleChaining.Caching;
using RoleChaining.Profiles;
using RoleChaining.Tool.Chains;

namespace RoleChaining.Tool.Inspection;

/// <summary><c>role-chain whoami</c>: who a chain is, and for how long.</summary>
internal static class WhoamiCommand
{
    private static readonly Option<bool> Check =
        new("--check") { Description = "Ask STS whose session each hop's is, and drop what it rejects." };

    public static Command Create()
    {
        ToolCommand command = new("whoami", "Tell who a chain is, and how long its sessions last.", $"""
            role-chain whoami production
            role-chain whoami production --check
            role-chain whoami production --json | jq -r .account

            It asks STS nothing where the last hop's session is kept. Where it is not, the
            chain is walked, as for credentials, and its sessions are kept.
            --check ends with 1 where STS rejects a session. A session that IAM's
            "revoke active sessions" has denied is still told by STS as it was.

            {ChainArguments.Examples}
            """);
        command.AddChain();
        command.Options.Add(Check);
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        RoleChainBuilder builder = ChainArguments.Read(arguments);
        FollowedOptions followed = builder.Follow();
        HeldHop[] hops;
        using (ChainedAWSCredentials unread = builder.Build())
        {
            if (unread.Chain.Hops.Count == 0)
            {
                return await TellSourceAsync(arguments, followed, cancellationToken).ConfigureAwait(false);
            }

            hops = arguments.GetValue<bool>("--no-cache") || arguments.GetValue<bool>("--refresh")
                ? []
                : await FindAsync(unread, followed, ChainArguments.OpenCache(arguments), recorded: null, cancellationToken)
                    .ConfigureAwait(false);
        }

        if (hops is not [.., { Session: not null }])
        {
            hops = await WalkAsync(arguments, followed, cancellationToken).ConfigureAwait(false);
        }

        if (arguments.GetValue(Check))
        {
            using ChainedAWSCredentials chain = ChainArguments.Read(arguments).Build();
            FolderSessionCache cache = ChainArguments.OpenCache(arguments);
            for (int i = 0; i < hops.Length; i++)
            {
                hops[i] = await AskAsync(hops[i], chain, cache, cancellationToken).ConfigureAwait(false);
            }
        }

        WhoamiReport report = new(
            hops[^1].Checked?.Account ?? hops[^1].Hop.RoleArn.AccountId, hops[^1].Arn, hops[^1].Session?.ExpiresAt, Source(followed), hops);
        report.Write(arguments);
        string[] faults = [.. hops.Select(hop => hop.Fault).OfType<string>()];
        return faults.Length == 0 ? ExitCode.Success : Failures.Say(arguments, faults, ExitCode.Failed);
    }

    /// <summary>Assumes the chain, as every other command does.</summary>
    private static async Task<HeldHop[]> WalkAsync(ParseResult arguments, FollowedOptions followed, CancellationToken cancellationToken)
    {
        FolderSessionCache folder = ChainArguments.OpenCache(arguments);
        bool noCache = arguments.GetValue<bool>("--no-cache");
        RecordedCache recorded = new(noCache ? null : arguments.GetValue<bool>("--refresh") ? new RefreshedCache(folder) : folder);
        using ChainedAWSCredentials chain = await WarmChain.OpenAsync(
            arguments, cancellationToken, builder => builder.WithSessionCache(recorded)).ConfigureAwait(false);
        return await FindAsync(chain, followed, noCache ? null : folder, recorded, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<HeldHop[]> FindAsync(
        ChainedAWSCredentials chain,
        FollowedOptions followed,
        FolderSessionCache? folder,
        RecordedCache? recorded,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<string?> keys = await CacheKeys.OfChainAsync(chain, followed, cancellationToken).ConfigureAwait(false);
        KeptSessions? kept = folder is null ? null : KeptSessions.Read(folder);
        HeldHop Find(RoleHop hop, string? key) => UnsharedSession.Find(chain, hop) is { } own ? new(hop, new(key ?? "", own), IsNew: true) : new(
            hop,
            recorded?.Find(key) is { } seen ? new(key!, seen) : kept?.Find(key, followed.Options.Profile, hop.Number, hop.RoleArn),
            recorded?.IsIssued(key) == true);
        return [.. chain.Chain.Hops.Select((hop, i) => Find(hop, keys[i]))];
    }

    private static async Task<HeldHop> AskAsync(
        HeldHop hop, ChainedAWSCredentials chain, FolderSessionCache cache, CancellationToken cancellationToken)
    {
        if (hop is not { Held: { Session: { } session } held })
        {
            return hop;
        }

        using IDisposable? progress = Progress.Show($"asking STS about hop {hop.Hop.Number}");
        CallerIdentity identity = await CallerIdentity.AskAsync(
            chain,
            hop.Hop,
            new ImmutableCredentials(session.AccessKeyId, session.SecretAccessKey, session.SessionToken),
            cancellationToken).ConfigureAwait(false);
        if (identity.Error is not null)
        {
            await cache.RemoveAsync(held.Key, session.AccessKeyId, cancellationToken).ConfigureAwait(false);
        }

        return hop with { Checked = identity };
    }

    /// <summary>A chain without a hop is its source, and only STS can tell who that is.</summary>
    private static async Task<int> TellSourceAsync(
        ParseResult arguments, FollowedOptions followed, CancellationToken cancellationToken)
    {
        using ChainedAWSCredentials chain = await WarmChain.OpenAsync(arguments, cancellationToken).ConfigureAwait(false);
        ImmutableCredentials credentials = await chain.GetCredentialsAsync(cancellationToken).ConfigureAwait(false);
        CallerIdentity identity = await CallerIdentity.AskAsync(chain, hop: null, credentials, cancellationToken).ConfigureAwait(false);
        if (identity.Error is { } error)
        {
            return Failures.Say(arguments, [$"STS rejects the credentials of the source ({error})."], ExitCode.Failed);
        }

        new WhoamiReport(identity.Account!, identity.Arn!, chain.Status.Final.ExpiresAt, Source(followed), []).Write(arguments);
        return ExitCode.Success;
    }

    private static string Source(FollowedOptions followed) =>
        followed.Keys is { } keys ? $"{SourceWords.Kind(keys.Kind)} of profile \"{keys.Profile.Name}\""
        : followed.Options.SourceProfile is { } profile ? $"profile \"{profile}\""
        : UsersSource.Describe(followed).Words;
}
