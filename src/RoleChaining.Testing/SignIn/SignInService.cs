using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RoleChaining.Testing;

/// <summary>The operations <c>getSigninToken</c> and <c>login</c>.</summary>
internal sealed class SignInService(StsEngine sts)
{
    private const int MinSeconds = 900;
    private const int MaxSeconds = 43200;

    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, SignInGrant> _grants = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<SignInCall> _calls = new();

    public SignInCall[] Calls() => [.. _calls];

    public WireResponse Answer(WireRequest request)
    {
        SignInCall call = new() { Method = request.Method };
        WireResponse response;
        try
        {
            QueryParameters parameters = Read(request);
            call = call with
            {
                Action = parameters["Action"] ?? string.Empty,
                HasSessionInUrl = request.Query.Contains("Session=", StringComparison.Ordinal),
            };
            response = request.Path != "/federation" ? throw new SignInRefusal("the path is not /federation")
                : call.Action == "getSigninToken" ? GiveToken(request, parameters, ref call)
                : call.Action == "login" ? LogIn(request, parameters, ref call)
                : throw new SignInRefusal("the action is neither getSigninToken nor login");
        }
        catch (Exception e) when (e is SignInRefusal or ServiceError)
        {
            response = new(400, "text/html", "<html><body><h1>Bad Request</h1></body></html>"u8.ToArray());
            call = call with { Refusal = e.Message };
        }

        response.Date = sts.Clock.WireNow;
        _calls.Enqueue(call with { StatusCode = response.Status });
        return response;
    }

    private static QueryParameters Read(WireRequest request)
    {
        if (request.BodyTooLarge)
        {
            throw new SignInRefusal("the body is too large");
        }

        QueryParameters parameters = new();
        parameters.AddForm(Encoding.UTF8.GetBytes(request.Query));
        if (request.Method == "POST")
        {
            parameters.AddForm(request.Body.Span);
        }

        return parameters;
    }

    private WireResponse GiveToken(WireRequest request, QueryParameters parameters, ref SignInCall call)
    {
        if (request.Method is not ("GET" or "POST"))
        {
            throw new SignInRefusal("the method is neither GET nor POST");
        }

        if (parameters["SessionType"] is not (null or "json"))
        {
            throw new SignInRefusal("SessionType is not json");
        }

        (string keyId, string secret, string token) = ReadSession(parameters["Session"]);
        call = call with { AccessKeyId = keyId };
        LocalRole role = Authenticate(keyId, secret, token, out IssuedSession session);
        string arn = role.SessionArn(session.SessionName!);
        call = call with { SessionArn = arn };
        if (role.Partition == "aws-us-gov" && request.Method != "GET")
        {
            throw new SignInRefusal("aws-us-gov takes GET only");
        }

        DateTimeOffset now = sts.Clock.Now;
        DateTimeOffset end = session.ExpiresAt;
        if (parameters["SessionDuration"] is { } text)
        {
            int seconds = ReadDuration(text);
            call = call with { SessionDuration = seconds };
            if (!session.IsOfLongTermKey)
            {
                throw new SignInRefusal("SessionDuration is for a session that a user's long-term key has obtained");
            }

            end = now + TimeSpan.FromSeconds(seconds);
        }

        call = call with { ExpiresAt = end };
        string given = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(48));
        _grants[given] = new(keyId, arn, role.Partition, now + TokenLifetime, end);
        JsonObject answer = new() { ["SigninToken"] = given };
        return new(200, "application/json", Encoding.UTF8.GetBytes(answer.ToJsonString()));
    }

    private WireResponse LogIn(WireRequest request, QueryParameters parameters, ref SignInCall call)
    {
        call = call with { Destination = parameters["Destination"] };
        if (request.Method != "GET")
        {
            throw new SignInRefusal("the method is not GET");
        }

        if (!_grants.TryGetValue(parameters["SigninToken"] ?? string.Empty, out SignInGrant? grant))
        {
            throw new SignInRefusal("the sign-in token was not given here");
        }

        call = call with { AccessKeyId = grant.AccessKeyId, SessionArn = grant.SessionArn };
        if (sts.Clock.Now >= grant.GoodUntil)
        {
            throw new SignInRefusal("the sign-in token has ended");
        }

        if (!IsConsole(call.Destination, grant.Partition))
        {
            throw new SignInRefusal("the destination is no console of the session's partition");
        }

        call = call with { ExpiresAt = grant.ConsoleEndsAt };
        WireResponse response = new(302, null, ReadOnlyMemory<byte>.Empty);
        response.Headers.Add(new("Location", call.Destination!));
        return response;
    }

    private static (string KeyId, string Secret, string Token) ReadSession(string? json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json ?? string.Empty);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && Text(root, "sessionId") is { } id && Text(root, "sessionKey") is { } key)
            {
                return (id, key, Text(root, "sessionToken") ?? throw new SignInRefusal("there is no token: long-term keys do not sign in"));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // As below.
        }

        throw new SignInRefusal("Session is not JSON with sessionId, sessionKey and sessionToken");

        static string? Text(JsonElement root, string name) =>
            root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { Length: > 0 } text
                ? text
                : null;
    }

    private LocalRole Authenticate(string keyId, string secret, string token, out IssuedSession session)
    {
        if (!sts.Sessions.TryGet(keyId, out IssuedSession? found) || !found.HasToken(token)
            || !SigV4.SameSignature(found.SecretAccessKey, secret))
        {
            throw new SignInRefusal("the keys are of no session");
        }

        session = found;
        if (sts.Clock.Now >= session.ExpiresAt)
        {
            throw new SignInRefusal("the session has ended");
        }

        return session.Role is { } role && sts.Directory.Exists(role) ? role
            : throw new SignInRefusal("the session is of no role: GetSessionToken's do not sign in");
    }

    private static int ReadDuration(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) && seconds is >= MinSeconds and <= MaxSeconds
            ? seconds
            : throw new SignInRefusal($"SessionDuration is not from {MinSeconds} to {MaxSeconds}");

    private static bool IsConsole(string? destination, string partition)
    {
        string? domain = partition switch
        {
            "aws" => "aws.amazon.com",
            "aws-us-gov" => "amazonaws-us-gov.com",
            "aws-cn" => "amazonaws.cn",
            "aws-eusc" => "amazonaws-eusc.eu",
            _ => null,
        };
        return domain is not null && Uri.TryCreate(destination, UriKind.Absolute, out Uri? url) && url.Scheme == Uri.UriSchemeHttps
            && url.Host.EndsWith($".{domain}", StringComparison.Ordinal);
    }
}
