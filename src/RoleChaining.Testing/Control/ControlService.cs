using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RoleChaining.Testing;

/// <summary>
/// The control URL. Only who has the token is answered, and only at a name of this machine: a page in a browser can make its own name
/// lead here, and would then be heard.
/// </summary>
internal sealed class ControlService
{
    public const string Path = "/_role-chaining";

    /// <summary>Accounts in a file are the longest that is sent.</summary>
    public const int BodyLimit = 1 << 20;

    private const string Scheme = "Bearer ";

    private static readonly string[] Hosts = ["127.0.0.1", "localhost", "[::1]"];

    private readonly LocalSts _sts;
    private readonly byte[] _tokenHash;
    private readonly Dictionary<(string Method, string What), Func<ControlRequest, WireResponse>> _answers;

    public ControlService(LocalSts sts, string token)
    {
        _sts = sts;
        _tokenHash = SHA256.HashData(Encoding.ASCII.GetBytes(token));
        ControlFaults faults = new(sts);
        ControlRecords records = new(sts);
        ControlAccounts accounts = new(sts);
        ControlTokens tokens = new(sts);
        _answers = new()
        {
            [("GET", string.Empty)] = _ => ControlAnswer.Json(200, WriteIndex),
            [("POST", "faults")] = faults.Add,
            [("GET", "faults")] = faults.List,
            [("DELETE", "faults")] = faults.Remove,
            [("GET", "calls")] = records.Calls,
            [("DELETE", "calls")] = records.Clear,
            [("GET", "cloudtrail")] = records.CloudTrail,
            [("DELETE", "sessions")] = accounts.RevokeSession,
            [("POST", "accounts")] = accounts.Load,
            [("PUT", "roles")] = accounts.ChangeRole,
            [("DELETE", "roles")] = accounts.RemoveRole,
            [("GET", "clock")] = accounts.Clock,
            [("POST", "clock")] = accounts.SetClock,
            [("GET", "tokens")] = tokens.Issue,
            [("POST", "tokens")] = tokens.Issue,
        };
    }

    public static bool IsServedAt(string target) =>
        target.StartsWith(Path, StringComparison.Ordinal) && (target.Length == Path.Length || target[Path.Length] is '/' or '?');

    public WireResponse Answer(WireRequest request)
    {
        WireResponse response;
        try
        {
            Admit(request);
            response = Decide(new ControlRequest(request));
        }
        catch (ControlError error)
        {
            response = Refuse(error.Status, error.Message);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            response = Refuse(400, exception.Message);
        }
        catch (JsonException exception)
        {
            response = Refuse(400, $"The request is not valid JSON: {exception.Message}");
        }

        if (response.Status == 401)
        {
            response.Headers.Add(new("WWW-Authenticate", Scheme.Trim()));
        }

        response.Headers.Add(new("Cache-Control", "no-store"));
        response.Date = _sts.Engine.Clock.WireSecond;
        return response;
    }

    private void Admit(WireRequest request)
    {
        List<string> hosts = request.Headers.All("Host");
        if (hosts is not [var host] || !Hosts.Contains(WithoutPort(host), StringComparer.OrdinalIgnoreCase))
        {
            throw new ControlError(403, $"This address answers for {string.Join(", ", Hosts)} alone.");
        }

        string given = request.Headers.All("Authorization") is [var header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : string.Empty;
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), _tokenHash))
        {
            throw new ControlError(401, "Send the server's control token as Authorization: Bearer TOKEN.");
        }

        if (request.BodyTooLarge)
        {
            throw new ControlError(413, $"A body may have {BodyLimit} bytes.");
        }
    }

    private WireResponse Decide(ControlRequest request)
    {
        if (_answers.TryGetValue((request.Method, request.What), out Func<ControlRequest, WireResponse>? answer))
        {
            return answer(request);
        }

        string[] methods = [.. _answers.Keys.Where(key => key.What == request.What).Select(key => key.Method)];
        throw methods.Length > 0
            ? new ControlError(405, $"{request.What} takes {string.Join(" and ", methods)}.")
            : new ControlError(404, $"There is no {request.What} here; GET {Path}/ lists what there is.");
    }

    private void WriteIndex(Utf8JsonWriter json)
    {
        json.WriteStartArray("requests");
        foreach ((string method, string what) in _answers.Keys)
        {
            json.WriteStringValue($"{method} {Path}/{what}");
        }

        json.WriteEndArray();
    }

    private static WireResponse Refuse(int status, string message) =>
        ControlAnswer.Json(status, json => json.WriteString("error", message));

    private static string WithoutPort(string host)
    {
        int colon = host.LastIndexOf(':');
        return colon > host.LastIndexOf(']') && !host.AsSpan(colon + 1).ContainsAnyExceptInRange('0', '9') ? host[..colon] : host;
    }
}
