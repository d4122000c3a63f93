using System.Globalization;
using System.Net;
using System.Text.Json;
using RoleChaining.Testing;

namespace RoleChaining.Tool;

/// <summary><c>console</c>: signed in at a local sign-in that refuses what AWS's refuses, in a browser or by an address.</summary>
public sealed class ConsoleTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_address_that_is_printed_signs_in_and_the_keys_are_in_no_address()
    {
        await using Shell shell = await OpenAsync();
        await using LocalSignIn signIn = await LocalSignIn.StartAsync(shell.Sts, Token);
        Finished finished = await RunAsync(shell, signIn, "production", "--print");
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.Matches(
            @"^role-chain: the console of arn:aws:sts::333333333333:assumed-role/ProductionRole/alice-production, until 20\S+Z\.\n"
            + "role-chain: This address is good for 15 minutes, and whoever has it is signed in:$",
            finished.Error.ReplaceLineEndings("\n").Trim());
        Assert.Equal(
            new Uri("https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1"), await LogInAsync(finished.Output.Trim()));
        SignInCall[] calls = [.. signIn.Calls];
        Assert.Equal(
            [("POST", "getSigninToken", 200), ("GET", "login", 302)], calls.Select(call => (call.Method, call.Action, call.StatusCode)));
        Assert.All(calls, call => Assert.Equal("arn:aws:sts::333333333333:assumed-role/ProductionRole/alice-production", call.SessionArn));
        Assert.False(calls[0].HasSessionInUrl);
        Assert.Null(calls[0].SessionDuration);
    }

    [Fact]
    public async Task A_browser_is_started_with_a_loopback_address_that_sends_it_on_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A pipe with a name is made by mkfifo here.");
        await using Shell shell = await OpenAsync();
        await using LocalSignIn signIn = await LocalSignIn.StartAsync(shell.Sts, Token);
        string pipe = Path.Combine(shell.Home, "address");
        Assert.Equal(0, (await shell.RunOrSkipAsync("mkfifo", "mkfifo is not installed.", pipe)).ExitCode);
        shell.Variables["BROWSER"] = $"no-such-browser:sh -c 'echo \"$0\" > {pipe}'";
        Task<Finished> running = RunAsync(shell, signIn, "production", "--json", "--service", "iam");
        string address = (await Task.Run(() => File.ReadAllText(pipe), Token).WaitAsync(TimeSpan.FromMinutes(1), Token)).Trim();
        Assert.Matches(@"^http://127\.0\.0\.1:[0-9]+/[A-Za-z0-9_-]{43}$", address);

        using HttpClient http = NewClient();
        using HttpResponseMessage other = await http.GetAsync(new Uri(new Uri(address), "/favicon.ico"), Token);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        using HttpResponseMessage first = await http.GetAsync(address, Token);
        Assert.Equal((HttpStatusCode.Found, "no-store"), (first.StatusCode, first.Headers.CacheControl?.ToString()));
        string login = first.Headers.Location!.OriginalString;
        Assert.StartsWith($"{signIn.Endpoint}federation?Action=login&Issuer=role-chain&Destination=", login, StringComparison.Ordinal);
        Assert.Equal(new Uri("https://console.aws.amazon.com/iam/home"), await LogInAsync(login));

        Finished finished = await running;
        JsonElement json = Shell.Json(finished);
        Assert.True(json.GetProperty("opened").GetBoolean());
        Assert.DoesNotContain("SigninToken", finished.Output + finished.Error, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(address, Token)); // nobody is there any more
    }

    [Fact]
    public async Task Another_user_of_the_machine_who_asks_first_is_not_signed_in()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root", "Only root can be another user, and only Linux tells who asks.");
        await using Shell shell = await OpenAsync();
        await using LocalSignIn signIn = await LocalSignIn.StartAsync(shell.Sts, Token);
        string pipe = Path.Combine(shell.Home, "address");
        Assert.Equal(0, (await shell.RunOrSkipAsync("mkfifo", "mkfifo is not installed.", pipe)).ExitCode);
        shell.Variables["BROWSER"] = $"sh -c 'echo \"$0\" > {pipe}'";
        Task<Finished> running = RunAsync(shell, signIn, "production");
        string address = (await Task.Run(() => File.ReadAllText(pipe), Token).WaitAsync(TimeSpan.FromMinutes(1), Token)).Trim();

        Finished other = await shell.RunOrSkipAsync(
            "setpriv", "setpriv is not installed.", "--reuid=65534", "--clear-groups", "curl", "-s", "-w", "%{http_code}", address);
        Assert.Equal("403", other.Output);

        using HttpClient http = NewClient();
        using HttpResponseMessage own = await http.GetAsync(address, Token);
        Assert.Equal(HttpStatusCode.Found, own.StatusCode);
        Assert.Equal(0, (await running).ExitCode);
    }

    [Theory]
    [InlineData("BROWSER", "false", "No browser could be started. This address")]
    [InlineData("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22", "There is no desktop here. This address")]
    [InlineData("BROWSER", null, "There is no desktop here. This address")]
    public async Task Where_no_browser_can_be_opened_the_address_is_printed(string variable, string? value, string why)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems always have a desktop.");
        await using Shell shell = await OpenAsync();
        shell.Variables["BROWSER"] = "true";
        shell.Variables[variable] = value;
        await using LocalSignIn signIn = await LocalSignIn.StartAsync(shell.Sts, Token);
        Finished finished = await RunAsync(shell, signIn, "production");
        Assert.True(finished.ExitCode == 0, finished.Error);
        Assert.Contains(why, finished.Error, StringComparison.Ordinal);
        Assert.NotNull(await LogInAsync(finished.Output.Trim()));
    }

    [Theory]
    [InlineData("https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1", "--service", "s3")]
    [InlineData("https://console.aws.amazon.com/dynamodbv2/home?region=us-east-1", "--service", "dynamodb", "--region", "us-east-1")]
    [InlineData("https://console.aws.amazon.com/route53/home", "--service", "route53")]
    [InlineData("https://us-west-2.console.aws.amazon.com/console/home?region=us-west-2", "--region", "us-west-2")]
    [InlineData(
        "https://console.aws.amazon.com/go/view?arn=arn%3Aaws%3Asqs%3Aeu-west-1%3A333333333333%3Aorders",
        "--arn",
        "arn:aws:sqs:eu-west-1:333333333333:orders")]
    [InlineData("https://health.aws.amazon.com/home#/account", "--destination", "https://health.aws.amazon.com/home#/account")]
    public async Task The_page_is_a_services_a_resources_or_any(string page, params string[] options)
    {
        await using Shell shell = await OpenAsync();
        await using LocalSignIn signIn = await LocalSignIn.StartAsync(shell.Sts, Token);
        JsonElement json = Shell.Json(await RunAsync(shell, signIn, ["production", "--print", "--json", .. options]));
        Assert.Equal(page, json.GetProperty("page").GetString());
        Assert.Equal(new Uri(page), await LogInAsync(json.GetProperty("url").GetString()!));
    }

    [Theory]
    [InlineData("--region is \"us-gov-west-1\", which is no region of partition \"aws\"", "--region", "us-gov-west-1")]
    [InlineData("--region is \"evil.example/a-1\"", "--region", "evil.example/a-1")]
    [InlineData("--service is \"../x\"", "--service", "../x")]
    [InlineData("--arn is of partition \"aws-cn\"", "--arn", "arn:aws-cn:sqs:cn-north-1:333333333333:orders")]
    [InlineData("--arn is \"orders\", which is no ARN", "--arn", "orders")]
    [InlineData("--destination is no address of a page", "--destination", "http://console.aws.amazon.com/")]
    [InlineData("--service and --arn each say which page opens", "--service", "s3", "--arn", "arn:aws:s3:::orders")]
    [InlineData("--session-duration is 10m; AWS takes 15 minutes (900) to 12 hours (12h).", "--session-duration", "10m")]
    [InlineData(
        "--session-duration is only for a role that a user's long-term keys assume, and this chain has 2 hops. "
        + "Without it the console ends 1h00m after its session is issued.",
        "--session-duration", "12h")]
    [InlineData("--signin-endpoint is \"http://example.com\"", "--signin-endpoint", "http://example.com")]
    public async Task What_cannot_be_is_refused_before_a_call(string error, params string[] options)
    {
        await using Shell shell = await OpenAsync();
        Shell.Refused(await shell.RunAsync(["console", "production", "--print", .. options]), 2, error);
        Assert.Empty(shell.Sts.Calls);
    }

    [Fact]
    public async Task A_partition_whose_console_is_not_known_is_refused()
    {
        await using Shell shell = await OpenAsync();
        (shell.Variables["AWS_REGION"], shell.Variables["AWS_DEFAULT_REGION"]) = ("us-iso-east-1", "us-iso-east-1");
        Shell.Refused(
            await shell.RunAsync("console", "--hop", "arn:aws-iso:iam::222222222222:role/Hub", "--source-profile", "default", "--print"),
            2,
            "the console of partition \"aws-iso\" is not known; known are aws, aws-us-gov, aws-cn, aws-eusc.");
        Assert.Empty(shell.Sts.Calls);
    }

    [Fact]
    public async Task A_console_outlasts_the_session_of_one_role_that_long_term_keys_assume()
    {
        await using Shell shell = await OpenAsync();
        await using LocalSignIn signIn = await LocalSignIn.StartAsync(shell.Sts, Token);
        JsonElement json = Shell.Json(await RunAsync(shell, signIn, "hub", "--print", "--json", "--session-duration", "12h"));
        Assert.InRange(Ends(json) - TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(11.9), TimeSpan.FromHours(12));
        Assert.Equal(43200, Assert.Single(signIn.Calls).SessionDuration);
    }

    [Fact]
    public async Task A_chained_session_tells_when_its_console_ends_and_a_source_that_is_a_session_too()
    {
        await using Shell shell = await OpenAsync();
        await using LocalSignIn signIn = await LocalSignIn.StartAsync(shell.Sts, Token);
        Shell.Json(await shell.RunAsync("credentials", "production"));
        JsonElement kept = Shell.Json(await shell.RunAsync("explain", "production", "--json")).GetProperty("hops")[1].GetProperty("kept");
        Shell.Refused(
            await RunAsync(shell, signIn, "production", "--print", "--session-duration", "2h"),
            2,
            $"this chain has 2 hops. Without it the console ends at {kept.GetProperty("expires")}, when the session that is kept ends.");

        LocalRole platform = shell.Sts.AddRole(
            "arn:aws:iam::111111111111:role/Platform",
            Statement("\"Principal\":{\"Service\":\"ecs-tasks.amazonaws.com\"},\"Action\":\"sts:AssumeRole\""),
            Statement("\"Action\":\"*\",\"Resource\":\"*\""));
        File.Delete(Path.Combine(shell.Home, ".aws", "credentials"));
        foreach ((string name, string value) in shell.Sts.ServeContainerRole(platform))
        {
            shell.Variables[name] = value;
        }

        Shell.Refused(
            await RunAsync(shell, signIn, "--hop", Shell.Hub, "--print", "--session-duration", "2h"),
            2,
            "and its source is itself a session. Without it");
        Assert.Empty(signIn.Calls);
    }

    [Fact]
    public async Task A_session_with_less_than_a_quarter_of_an_hour_is_renewed_first()
    {
        await using Shell shell = await OpenAsync();
        await using LocalSignIn signIn = await LocalSignIn.StartAsync(shell.Sts, Token);
        shell.Sts.SessionLifetimeCap = TimeSpan.FromMinutes(12);
        Shell.Json(await shell.RunAsync("credentials", "hub"));
        shell.Sts.SessionLifetimeCap = null;
        JsonElement json = Shell.Json(await RunAsync(shell, signIn, "hub", "--print", "--json"));
        Assert.InRange(Ends(json) - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(58), TimeSpan.FromHours(1));
        Assert.Equal(2, shell.Assumes.Count());
        Shell.Json(await RunAsync(shell, signIn, "hub", "--print", "--json"));
        Assert.Equal(2, shell.Assumes.Count());
    }

    [Fact]
    public async Task GovCloud_is_asked_by_GET_at_its_own_console()
    {
        await using Shell shell = await OpenAsync();
        await using LocalSignIn signIn = await LocalSignIn.StartAsync(shell.Sts, Token);
        LocalUser bob = shell.Sts.AddUser("444444444444", "bob", partition: "aws-us-gov");
        shell.Sts.AddRole(
            "arn:aws-us-gov:iam::555555555555:role/Gov",
            Statement("\"Principal\":{\"AWS\":\"arn:aws-us-gov:iam::444444444444:root\"},\"Action\":\"sts:AssumeRole\""));
        var keys = bob.Credentials.GetCredentials();
        await File.WriteAllTextAsync(
            Path.Combine(shell.Home, ".aws", "credentials"),
            $"[bob]\naws_access_key_id = {keys.AccessKey}\naws_secret_access_key = {keys.SecretKey}\n",
            Token);
        (shell.Variables["AWS_REGION"], shell.Variables["AWS_DEFAULT_REGION"]) = ("us-gov-east-1", "us-gov-east-1");
        JsonElement json = Shell.Json(await RunAsync(
            shell,
            signIn,
            ["--hop", "arn:aws-us-gov:iam::555555555555:role/Gov", "--source-profile", "bob", "--print", "--json", "--service", "s3"]));
        Assert.Equal(
            "https://us-gov-east-1.console.amazonaws-us-gov.com/s3/home?region=us-gov-east-1", json.GetProperty("page").GetString());
        Assert.Equal(new Uri(json.GetProperty("page").GetString()!), await LogInAsync(json.GetProperty("url").GetString()!));
        Assert.Equal("GET", signIn.Calls[0].Method);
    }

    [Fact]
    public async Task A_refusal_of_the_sign_in_is_told_without_what_was_sent()
    {
        await using Shell shell = await OpenAsync();
        await using LocalSignIn signIn = await LocalSignIn.StartAsync(shell.Sts, Token);
        JsonElement credentials = Shell.Json(await shell.RunAsync("credentials", "production"));
        shell.Sts.RevokeSession(credentials.GetProperty("AccessKeyId").GetString()!);
        Finished finished = Shell.Refused(
            await RunAsync(shell, signIn, "production", "--print"),
            1,
            $"role-chain: the sign-in at {signIn.Endpoint.Authority} answered 400: it did not take the session.");
        Assert.Single(finished.Error.Trim().Split('\n'));
        Assert.DoesNotContain(credentials.GetProperty("AccessKeyId").GetString()!, finished.Error, StringComparison.Ordinal);

        Shell.Refused(
            await shell.RunAsync("console", "production", "--print", "--signin-endpoint", "http://127.0.0.1:1"),
            3,
            "the sign-in at 127.0.0.1:1 is out of reach (ConnectionError); try again later.");
    }

    [Fact]
    public async Task A_container_of_Firefox_is_named_in_the_address()
    {
        await using Shell shell = await OpenAsync();
        await using LocalSignIn signIn = await LocalSignIn.StartAsync(shell.Sts, Token);
        Finished finished = await RunAsync(shell, signIn, "production", "--print", "--container", "Production A&B");
        string start = "ext+container:name=Production%20A%26B&url=";
        Assert.StartsWith(start, finished.Output, StringComparison.Ordinal);
        Assert.NotNull(await LogInAsync(Uri.UnescapeDataString(finished.Output.Trim()[start.Length..])));
    }

    private static async Task<Shell> OpenAsync()
    {
        Shell shell = await Shell.OpenAsync();
        foreach (string name in new[] { "SSH_CONNECTION", "SSH_TTY", "DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "BROWSER" })
        {
            shell.Variables[name] = null;
        }

        return shell;
    }

    private static string Statement(string text) => $$$"""{"Version":"2012-10-17","Statement":{"Effect":"Allow",{{{text}}}}}""";

    private static Task<Finished> RunAsync(Shell shell, LocalSignIn signIn, params string[] arguments) =>
        shell.RunAsync(["console", .. arguments, "--signin-endpoint", signIn.Endpoint.ToString()]);

    private static DateTimeOffset Ends(JsonElement json) =>
        DateTimeOffset.Parse(json.GetProperty("ends").GetString()!, CultureInfo.InvariantCulture);

    private static HttpClient NewClient() => new(new HttpClientHandler { AllowAutoRedirect = false });

    /// <summary>Where the sign-in sends a browser that has the address; the test fails where it does not.</summary>
    private static async Task<Uri?> LogInAsync(string address)
    {
        using HttpClient http = NewClient();
        using HttpResponseMessage response = await http.GetAsync(address, Token);
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        return response.Headers.Location;
    }
}
