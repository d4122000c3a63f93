using System.CommandLine;
using RoleChaining.Caching;
using RoleChaining.Profiles;
using RoleChaining.Text;
using RoleChaining.Tool.Chains;
using RoleChaining.Tool.Completion;

namespace RoleChaining.Tool.Inspection;

/// <summary><c>role-chain sessions drop</c>: the next run asks STS for new ones.</summary>
internal static class SessionsDropCommand
{
    private static readonly Argument<string?> What = new("what")
    {
        Description = "A profile, or the beginning of a key that role-chain sessions shows.",
        HelpName = "PROFILE|KEY",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<bool> All = new("--all") { Description = "Drop every session." };

    private static readonly Option<bool> Expired =
        new("--expired") { Description = "Drop sessions that have ended or cannot be read." };

    public static Command Create()
    {
        ToolCommand command = new("drop", "Drop sessions that are kept: a profile's, one, those that ended, or all.", """
            role-chain sessions drop production     all hops of the profile
            role-chain sessions drop 3fa91c04       one, by its key
            role-chain sessions drop --expired

            AWS honours a dropped session until it ends. To end it there, revoke the
            role's sessions in IAM.
            """);
        What.CompletionSources.Add(CompletionCommand.Profiles);
        command.Arguments.Add(What);
        command.Options.Add(All);
        command.Options.Add(Expired);
        ChainArguments.AddCacheFolder(command);
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        string? what = arguments.GetValue(What);
        bool all = arguments.GetValue(All);
        bool expired = arguments.GetValue(Expired);
        if ((what is null ? 0 : 1) + (all ? 1 : 0) + (expired ? 1 : 0) != 1)
        {
            throw new UsageException("write what to drop: one of PROFILE, KEY, --all and --expired.");
        }

        FolderSessionCache cache = ChainArguments.OpenCache(arguments);
        KeptSessions kept = KeptSessions.Read(cache);
        string[] keys =
        [
            .. what is not null ? await KeysOfAsync(what, kept, cancellationToken).ConfigureAwait(false)
                : kept.All.Where(one => all || one.Session is null || one.Session.ExpiresAt <= kept.Now).Select(one => one.Key),
        ];
        cache.Drop(keys);
        Say(arguments, keys.Length, living: kept.All.Any(one => keys.Contains(one.Key) && one.Session?.ExpiresAt > kept.Now));
        return ExitCode.Success;
    }

    private static void Say(ParseResult arguments, int count, bool living)
    {
        if (arguments.GetValue(GlobalOptions.Json))
        {
            JsonOutput.Write(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("dropped", count);
                json.WriteEndObject();
            });
            return;
        }

        Console.Out.WriteLine($"{count} session{(count == 1 ? "" : "s")} dropped.{(living ? " AWS honours them until they end." : "")}");
    }

    /// <exception cref="UsageException">It is neither a profile nor the beginning of one key.</exception>
    private static async Task<IEnumerable<string>> KeysOfAsync(string what, KeptSessions kept, CancellationToken cancellationToken)
    {
        KeptSession[] labelled = [.. kept.All.Where(one => one.Session?.Profile == what)];
        ProfileFiles files = ProfileFiles.Read(new ProfileErrors());
        if (labelled.Length > 0 || files.Find(what) is not null)
        {
            string?[] ofChain = [.. await CacheKeys.OfProfileAsync(what, cancellationToken).ConfigureAwait(false)];
            return kept.All.Where(one => labelled.Contains(one) || ofChain.Contains(one.Key)).Select(one => one.Key);
        }

        string[] named = [.. kept.All.Where(one => one.Key.StartsWith(what, StringComparison.OrdinalIgnoreCase)).Select(one => one.Key)];
        string? nearest = Nearest.Find(what, files.Names);
        return named.Length == 1 && what.Length >= SessionsCommand.ShortKey / 2 ? named
            : named.Length > 1 ? throw new UsageException($"\"{what}\" begins {named.Length} keys; write more of it.")
            : throw new UsageException(
                $"\"{what}\" is no profile, and no key of a session that is kept begins with it"
                + (nearest is null ? "; role-chain sessions lists them." : $"; did you mean \"{nearest}\"?"));
    }
}
