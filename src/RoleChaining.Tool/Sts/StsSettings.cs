using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using RoleChaining.Testing;
using RoleChaining.Text;
using RoleChaining.Tool.Credentials;

namespace RoleChaining.Tool.Sts;

/// <summary>What <c>role-chain sts</c> prints: variables that point programs at the server, and the keys that it made up.</summary>
internal sealed class StsSettings
{
    public const string ControlUrl = "ROLE_CHAINING_CONTROL_URL";
    public const string ControlToken = "ROLE_CHAINING_CONTROL_TOKEN";

    private const int TokenBytes = 16;

    // The default encoder would escape the + of secret keys, which matters only in a web page.
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<KeyValuePair<string, string>> _variables = [];
    private IReadOnlyList<LocalUser> _users = [];
    private string? _newControlToken;

    /// <returns>The environment's token, which is not printed, or a new one.</returns>
    public string AddControlToken() => Environment.GetEnvironmentVariable(ControlToken) is { Length: > 0 } given
        ? given
        : _newControlToken = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>Keys that were made a moment ago and work with this server only: the first user's are variables.</summary>
    public void AddKeys(IReadOnlyList<LocalUser> users)
    {
        _users = users;
        if (users is [var first, ..])
        {
            ImmutableCredentials keys = first.Credentials.GetCredentials();
            Add("AWS_ACCESS_KEY_ID", keys.AccessKey);
            Add("AWS_SECRET_ACCESS_KEY", keys.SecretKey);
        }
    }

    public void AddServer(LocalSts sts)
    {
        Add("AWS_ENDPOINT_URL", sts.Endpoint.ToString().TrimEnd('/'));
        string region = PartitionRegions.Default(PartitionOf(sts)) ?? PartitionRegions.Default("aws")!;
        Add("AWS_REGION", region);
        Add("AWS_DEFAULT_REGION", region);
        if (sts.ControlEndpoint is { } control)
        {
            Add(ControlUrl, control.ToString().TrimEnd('/'));
            if (_newControlToken is not null)
            {
                Add(ControlToken, _newControlToken);
            }
        }
    }

    public void Add(string name, string value) => _variables.Add(new(name, value));

    /// <summary>Lines for a shell or a file. Without a format: for a POSIX shell, and no quotes, so that other programs read them easily.</summary>
    public string ToLines(CredentialFormat? format)
    {
        ShellSyntax syntax = ShellSyntax.For(format ?? CredentialFormat.Env)!;
        return string.Join('\n', (IEnumerable<string>)
        [
            .. _variables.Select(
                variable => format is null ? $"export {variable.Key}={variable.Value}" : syntax.Set(variable.Key, variable.Value)),
            .. _users.Skip(1).Select(user => user.Credentials.GetCredentials() is var keys
                ? $"{syntax.Comment}{user.Arn}: AWS_ACCESS_KEY_ID={keys.AccessKey} AWS_SECRET_ACCESS_KEY={keys.SecretKey}"
                : ""),
        ]);
    }

    public string ToJson()
    {
        JsonObject json = new(_variables.Select(variable => KeyValuePair.Create(variable.Key, (JsonNode?)variable.Value)));
        if (_users.Count > 1) // one user is in the variables, and the object stays a map of texts
        {
            json["users"] = new JsonArray([.. _users.Select(ToJson)]);
        }

        return json.ToJsonString(Relaxed);
    }

    private static JsonObject ToJson(LocalUser user)
    {
        ImmutableCredentials keys = user.Credentials.GetCredentials();
        return new() { ["arn"] = user.Arn, ["accessKeyId"] = keys.AccessKey, ["secretAccessKey"] = keys.SecretKey };
    }

    /// <summary>That which the accounts are in.</summary>
    private static string PartitionOf(LocalSts sts) =>
        sts.Users.Select(user => user.Arn).Concat(sts.Roles.Select(role => role.Arn)).FirstOrDefault()?.Split(':')[1] ?? "aws";
}
