using System.Diagnostics;
using RoleChaining.Profiles;
using RoleChaining.Text;
using RoleChaining.Tool.Chains;
using RoleChaining.Tool.Credentials;

namespace RoleChaining.Tool.Exec;

/// <summary>The environment of the command: one identity and no other, and where to use it.</summary>
internal static class ChildEnvironment
{
    private const string EndpointVariable = "AWS_ENDPOINT_URL";

    private static readonly string[] Ours = ["ROLE_CHAIN_FOLLOWING", "ROLE_CHAIN_PROFILE", "AWS_ROLE_SESSION_NAME", .. ShellsOwn.Variables];

    /// <summary>Takes away every identity, and says where the command finds its files and its region.</summary>
    public static void Prepare(ProcessStartInfo start, ChildFiles files, string name, string? region, Profile? profile)
    {
        IDictionary<string, string?> variables = start.Environment;
        string[] regions = [IdentityVariables.Region, IdentityVariables.DefaultRegion];
        foreach (string variable in IdentityVariables.Set.Except(regions).Concat(IdentityVariables.Others).Concat(Ours))
        {
            variables.Remove(variable);
        }

        variables[SharedFilePaths.ConfigVariable] = files.ConfigPath;
        variables[SharedFilePaths.CredentialsVariable] = files.CredentialsPath;
        variables[UsersFiles.ConfigVariable] = SharedFilePaths.Config;
        variables[UsersFiles.CredentialsVariable] = SharedFilePaths.Credentials;
        variables[UsersFiles.NameVariable] = name;
        foreach (string variable in regions.Where(_ => region is not null))
        {
            variables.TryAdd(variable, region);
        }

        // Beside services of its own, which the file gives to the command, the variable would win over them.
        if (profile is not null && !profile.TryGet("services", out _) && profile.TryGet("endpoint_url", out IniProperty? url)
            && url.Value.Length > 0)
        {
            variables.TryAdd(EndpointVariable, url.Value);
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
