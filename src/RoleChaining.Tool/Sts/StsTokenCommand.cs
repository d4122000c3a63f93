using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RoleChaining.Tool.Sts;

/// <summary><c>role-chain sts token</c>: a web identity token of a running <c>role-chain sts --control</c>.</summary>
internal static class StsTokenCommand
{
    private static readonly Option<string?> Subject = new("--subject") { Description = "The sub claim.", HelpName = "SUB" };

    private static readonly Option<string?> Audience =
        new("--audience") { Description = "The aud claim. Default: the provider's first.", HelpName = "AUD" };

    private static readonly Option<string?> Issuer =
        new("--issuer") { Description = "Which of several providers issues it.", HelpName = "URL" };

    private static readonly Option<string?> Account =
        new("--account") { Description = "Whose provider issues it, where accounts have the same.", HelpName = "ACCOUNT" };

    private static readonly Option<int?> Lifetime =
        new("--lifetime") { Description = "How many seconds it is valid. Default: 3600.", HelpName = "SECONDS" };

    private static readonly Option<string?> Claims =
        new("--claims") { Description = "Any other claims: a JSON object, or - to read it from standard input.", HelpName = "JSON" };

    private static readonly Option<string?> Url =
        new("--control-url") { Description = $"Where the server is. Default: {StsSettings.ControlUrl}.", HelpName = "URL" };

    public static Command Create()
    {
        ToolCommand command = new("token", "Issue a web identity token of a local STS.", $$"""
            role-chain sts --control --config accounts.json      prints the variables to export
            role-chain sts token --subject repo:org/app:ref:refs/heads/main > token.jwt
            role-chain sts token --claims '{ "sub": "build", "repository": "org/app" }'
            AWS_WEB_IDENTITY_TOKEN_FILE=token.jwt AWS_ROLE_ARN=arn:... aws sts get-caller-identity
            AWS_WEB_IDENTITY_TOKEN_FILE=token.jwt AWS_ROLE_ARN=arn:... role-chain whoami --hop arn:...

            {{StsSettings.ControlToken}} has the server's token. The accounts need oidcProviders.
            """);
        foreach (Option option in (Option[])[Subject, Audience, Issuer, Account, Lifetime, Claims, Url])
        {
            command.Options.Add(option);
        }

        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        Uri address = Address(arguments);
        string token = Environment.GetEnvironmentVariable(StsSettings.ControlToken) is { Length: > 0 } given
            ? given
            : throw new UsageException($"{StsSettings.ControlToken} is not set; role-chain sts --control prints it.");
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        using HttpRequestMessage request = new(HttpMethod.Post, address)
        {
            Content = new StringContent(
                (await BodyAsync(arguments, cancellationToken).ConfigureAwait(false)).ToJsonString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
        string answer = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            int exitCode = response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.NotFound ? ExitCode.Usage : ExitCode.Failed;
            return Failures.Say(arguments, [$"{address} answers {(int)response.StatusCode}: {Read(answer, "error") ?? "no reason is given"}"], exitCode);
        }

        if (Read(answer, "value") is not { } issued)
        {
            return Failures.Say(arguments, [$"{address} is not the control URL of role-chain sts."], ExitCode.Usage);
        }

        await Console.Out.WriteLineAsync(arguments.GetValue(GlobalOptions.Json) ? answer : issued).ConfigureAwait(false);
        return ExitCode.Success;
    }

    private static Uri Address(ParseResult arguments)
    {
        string text = arguments.GetValue(Url) ?? Environment.GetEnvironmentVariable(StsSettings.ControlUrl)
            ?? throw new UsageException(
                $"where the server is, is not known: write --control-url or set {StsSettings.ControlUrl}; role-chain sts --control prints it.");
        return Uri.TryCreate(text.TrimEnd('/') + "/tokens", UriKind.Absolute, out Uri? address) && address.IsLoopback
            && address.Scheme.StartsWith(Uri.UriSchemeHttp, StringComparison.Ordinal)
            ? address
            : throw new UsageException($"\"{text}\" is not a control URL: an address of this machine, such as http://127.0.0.1:4566/_role-chaining.");
    }

    private static async Task<JsonObject> BodyAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        JsonObject body = [];
        foreach (Option<string?> option in (Option<string?>[])[Subject, Audience, Issuer, Account])
        {
            if (arguments.GetValue(option) is { } value)
            {
                body[option.Name.TrimStart('-')] = value;
            }
        }

        if (arguments.GetValue(Lifetime) is { } seconds)
        {
            body["lifetime"] = seconds;
        }

        if (arguments.GetValue(Claims) is { } claims)
        {
            string text = claims == "-" ? await Console.In.ReadToEndAsync(cancellationToken).ConfigureAwait(false) : claims;
            body["claims"] = ReadClaims(text);
        }

        return body;
    }

    private static JsonNode ReadClaims(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw new UsageException("--claims is to be a JSON object.");
        }
        catch (JsonException e)
        {
            throw new UsageException($"--claims is not valid JSON: {e.Message}");
        }
    }

    private static string? Read(string answer, string name)
    {
        try
        {
            return (JsonNode.Parse(answer) as JsonObject)?[name]?.GetValue<string>();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
