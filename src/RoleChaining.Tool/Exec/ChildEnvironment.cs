using System.Diagnostics;
using RoleChaining.Profiles;
using RoleChaining.Text;
using RoleChaining.Tool.Chains;

namespace RoleChaining.Tool.Exec;

/// <summary>The environment of the command: one identity and no other, and where to use it.</summary>
internal static class ChildEnvironment
{
    private const string EndpointVariable = "AWS_ENDPOINT_URL";

    private static readonly string[] Ours = ["ROLE_CHAIN_FOLLOWING", "ROLE_CHAIN_PROFILE", "AWS_ROLE_SESSION_NAME", ShellsOwn.ExecRegion, .. ShellsOwn.Variables];
    private static readonly string[] Regions = [IdentityVariables.Region, IdentityVariables.DefaultRegion];

    /// <summary>Takes away every identity, and says where the command finds its files.</summary>
    public static void Prepare(ProcessStartInfo start, ChildFiles files, string name, Profile? profile)
    {
        IDictionary<string, string?> variables = start.Environment;
        foreach (string variable in IdentityVariables.Set.Except(Regions).Concat(IdentityVariables.Others).Concat(Ours))
        {
            variables.Remove(variable);
        }

        variables[SharedFilePaths.ConfigVariable] = files.ConfigPath;
        variables[SharedFilePaths.CredentialsVariable] = files.CredentialsPath;
        variables[UsersFiles.ConfigVariable] = SharedFilePaths.Config;
        variables[UsersFiles.CredentialsVariable] = SharedFilePaths.Credentials;
        variables[UsersFiles.NameVariable] = name;

        // Beside services of its own, which the file gives to the command, the variable would win over them.
        if (profile is not null && !profile.TryGet("services", out _) && profile.TryGet("endpoint_url", out IniProperty? url)
            && url.Value.Length > 0)
        {
            variables.TryAdd(EndpointVariable, url.Value);
        }
    }

    /// <summary>
    /// One region, in both of its variables: the command line's, else the user's own, else the chain's. The last is marked, so that this
    /// command does not take it for the user's in there.
    /// </summary>
    public static void SetRegion(ProcessStartInfo start, string? region, bool isOfCommandLine)
    {
        IDictionary<string, string?> variables = start.Environment;
        string? users = isOfCommandLine ? null : Regions.Select(name => variables.TryGetValue(name, out string? value) ? value : null)
            .FirstOrDefault(value => !string.IsNullOrEmpty(value));
        if ((users ?? region) is not { } chosen)
        {
            return;
        }

        foreach (string name in Regions.Where(name => isOfCommandLine || !variables.TryGetValue(name, out string? value) || string.IsNullOrEmpty(value)))
        {
            variables[name] = chosen;
        }

        if (users is null && !isOfCommandLine)
        {
            variables[ShellsOwn.ExecRegion] = chosen;
        }
    }

    /// <summary>The credentials by the loopback endpoint. No expiry: they are refreshed, so that it would be wrong soon.</summary>
    public static void Add(ProcessStartInfo start, CredentialEndpoint endpoint)
    {
        start.Environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"] = endpoint.Address;
        start.Environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = endpoint.Token;
    }

    /// <summary>The credentials themselves.</summary>
    public static void Add(ProcessStartInfo start, FinalSession session)
    {
        start.Environment[IdentityVariables.AccessKeyId] = session.Credentials.AccessKey;
        start.Environment[IdentityVariables.SecretAccessKey] = session.Credentials.SecretKey;
        if (session.Credentials.UseToken)
        {
            start.Environment[IdentityVariables.SessionToken] = session.Credentials.Token;
        }

        if (session.ExpiresAt is { } expiresAt)
        {
            start.Environment[IdentityVariables.Expiration] = Inspection.Columns.Time(expiresAt);
        }
    }
}
