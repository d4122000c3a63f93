using System.CommandLine;
using RoleChaining.Profiles;
using RoleChaining.Tool.Chains;
using RoleChaining.Tool.Inspection;

namespace RoleChaining.Tool.SignIn;

/// <summary><c>role-chain console</c>: opens the AWS console as the chain's last role.</summary>
internal static class ConsoleCommand
{
    private const string RegionName = "--region";

    /// <summary>A console that ends with its session shall last so long at least.</summary>
    private static readonly TimeSpan MinLeft = TimeSpan.FromMinutes(15);

    private static readonly Option<string?> Service =
        new("--service") { Description = "The service whose console opens, such as s3.", HelpName = "NAME" };

    private static readonly Option<string?> Destination =
        new("--destination") { Description = "The page that opens.", HelpName = "URL" };

    private static readonly Option<string?> Resource =
        new("--arn") { Description = "The resource whose page opens.", HelpName = "ARN" };

    // The chain's own option says whose STS is called, and so whose session is found in the cache.
    private static readonly Option<string?> Region =
        new(RegionName) { Description = "The region that the console opens in. [default: the chain's]", HelpName = "REGION" };

    private static readonly Option<string?> Duration = new("--session-duration")
    {
        Description = "How long the console lasts, 15m to 12h, where a user's long-term keys assume the one role of the chain.",
        HelpName = "TIME",
    };

    private static readonly Option<bool> Print =
        new("--print") { Description = "Print the address that signs in, and open nothing." };

    private static readonly Option<string?> Container =
        new("--container") { Description = "The container of Firefox to open it in, for several consoles at once.", HelpName = "NAME" };

    private static readonly Option<string?> Endpoint = new("--signin-endpoint")
    {
        Description = "A sign-in to ask in place of AWS's, such as LocalSignIn of RoleChaining.Testing.", HelpName = "URL",
    };

    public static Command Create()
    {
        ToolCommand command = new("console", "Open the AWS console as a chain's last role.", $"""
            role-chain console production
            role-chain console production --service s3 --region eu-central-1
            role-chain console production --arn arn:aws:sqs:eu-west-1:333333333333:orders
            role-chain console production --print

            The console ends with the chain's session; where less than 15 minutes are
            left, there is a new one first. --session-duration lasts longer, and AWS
            takes it only for a role that a user's long-term keys assume.
            The browser is $BROWSER, else that of the desktop. It is started with a
            loopback address that sends it on, so that the secret is in no list of
            processes. Over SSH, and without a desktop, the address is printed: it is
            good for 15 minutes, and whoever has it is signed in.
            --container needs the add-on Open external links in a container.

            {ChainArguments.Examples}
            """);
        command.AddChain();
        command.Options.Remove(command.Options.Single(option => option.Name == RegionName));
        foreach (Option option in (Option[])[Service, Destination, Resource, Region, Duration, Print, Container, Endpoint])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            Option[] pages = [.. new Option[] { Service, Destination, Resource }.Where(page => result.GetResult(page) is not null)];
            if (pages.Length > 1)
            {
                result.AddError($"{string.Join(" and ", pages.Select(page => page.Name))} each say which page opens; choose one.");
            }
        });
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        // All that can be wrong is said before anything is called.
        RoleChainBuilder builder = ChainArguments.Read(arguments);
        RoleChain plan = builder.BuildChain();
        ConsolePartition partition = ConsolePartition.Find(plan.Hops is [.., var last] ? last.RoleArn.Partition : "aws");
        TimeSpan? duration = ConsoleDuration.Read(arguments.GetValue(Duration));
        string? given = arguments.GetValue(Region);
        if (given is not null && !ConsolePage.IsOf(given, partition))
        {
            throw new UsageException(
                $"--region is \"{given}\", which is no region of partition \"{partition.Name}\", where the chain's role is.");
        }

        FollowedOptions followed = builder.Follow();
        string? profile = builder.Options.Profile;
        Uri? endpoint = ReadEndpoint(arguments.GetValue(Endpoint));
        string? region;
        string page;
        using (ChainedAWSCredentials unread = builder.Build())
        {
            region = given ?? (FinalRegion.Find(unread) is { } found && ConsolePage.IsOf(found, partition) ? found : null);
            page = FindPage(arguments, partition, region);
            if (duration is not null)
            {
                CachedRoleSession? kept = await FindKeptAsync(arguments, unread, profile, cancellationToken).ConfigureAwait(false);
                ConsoleDuration.Check(plan, followed.Keys, kept);
            }
        }

        using ChainedAWSCredentials chain = await WarmChain.OpenAsync(arguments, cancellationToken).ConfigureAwait(false);
        await chain.GetCredentialsAsync(LeastLife(plan), cancellationToken).ConfigureAwait(false);
        FinalSession session = await FinalSession.ReadAsync(chain, cancellationToken).ConfigureAwait(false);
        if (!session.Credentials.UseToken)
        {
            throw new UsageException("the chain ends with long-term keys; AWS signs in with the session of a role.");
        }

        if (duration is not null)
        {
            ConsoleDuration.Check(chain, session);
        }

        using SignInClient signIn = new(endpoint ?? partition.SignIn(region), partition, followed.Client.CaBundle);
        try
        {
            string token;
            using (Progress.Show("signing in"))
            {
                token = await signIn.GetTokenAsync(session.Credentials, duration, cancellationToken).ConfigureAwait(false);
            }

            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            ConsoleReport report = new(session.AssumedRoleArn, page, duration is { } time ? now + time : session.ExpiresAt);
            return await ShowAsync(arguments, signIn.LoginAddress(token, page), report, cancellationToken).ConfigureAwait(false);
        }
        catch (SignInException e)
        {
            return Failures.Say(arguments, [e.Message], ExitCode.Failed);
        }
    }

    private static async Task<int> ShowAsync(ParseResult arguments, string login, ConsoleReport report, CancellationToken cancellationToken)
    {
        string? container = arguments.GetValue(Container);
        string Contained(string address) => container is null ? address
            : $"ext+container:name={Uri.EscapeDataString(container)}&url={Uri.EscapeDataString(address)}";
        string? why = arguments.GetValue(Print) ? ""
            : Browser.IsElsewhere ? "There is no desktop here. "
            : null;
        if (why is null)
        {
            LoopbackRedirect redirect = await LoopbackRedirect.StartAsync(login, cancellationToken).ConfigureAwait(false);
            await using (redirect.ConfigureAwait(false))
            {
                bool opened = await Browser.OpenAsync(
                    Contained(redirect.Address), mustBeFirefox: container is not null, redirect.Served, cancellationToken)
                    .ConfigureAwait(false);
                if (opened)
                {
                    report.Write(arguments, address: null, why);
                    return ExitCode.Success;
                }
            }

            why = "No browser could be started. ";
        }

        report.Write(arguments, Contained(login), why);
        return ExitCode.Success;
    }

    private static string FindPage(ParseResult arguments, ConsolePartition partition, string? region) =>
        arguments.GetValue(Service) is { } service ? ConsolePage.OfService(service, partition, region)
        : arguments.GetValue(Resource) is { } arn ? ConsolePage.OfResource(arn, partition)
        : arguments.GetValue(Destination) is { } address ? ConsolePage.OfAddress(address)
        : ConsolePage.Home(partition, region);

    private static async Task<CachedRoleSession?> FindKeptAsync(
        ParseResult arguments, ChainedAWSCredentials chain, string? profile, CancellationToken cancellationToken)
    {
        IReadOnlyList<string?> keys = await chain.FindCacheKeysAsync(cancellationToken).ConfigureAwait(false);
        return chain.Chain.Hops is [.., var last]
            ? KeptSessions.Read(ChainArguments.OpenCache(arguments)).Find(keys[^1], profile, last.Number, last.RoleArn)?.Session
            : null;
    }

    // A session of a quarter of an hour has less left as soon as it is there.
    private static TimeSpan LeastLife(RoleChain plan)
    {
        TimeSpan half = (plan.Hops is [.., var last] ? last.Duration ?? RoleChainDefaults.Duration : RoleChainDefaults.Duration) / 2;
        return half < MinLeft ? half : MinLeft;
    }

    private static Uri? ReadEndpoint(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out Uri? url)
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            ? new Uri(url, "/federation")
            : throw new UsageException($"--signin-endpoint is \"{text}\"; write https://..., or http:// on loopback.");
    }
}
