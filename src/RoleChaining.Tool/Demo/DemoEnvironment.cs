using System.Collections;
using RoleChaining.Text;

namespace RoleChaining.Tool.Demo;

/// <summary>
/// The environment of a demo that talks with its own STS alone. What the user's says of regions, endpoints and proxies is about AWS.
/// </summary>
internal static class DemoEnvironment
{
    // The AWS SDK and .NET look for proxies under names in either case.
    private const string ProxyEnd = "_PROXY";

    /// <summary>Takes away, from this process, all that would send the demo's calls elsewhere. To be called before any client is made.</summary>
    public static void Clear()
    {
        foreach (string name in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => (string)entry.Key).Where(IsOfUser))
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        // No call leaves this machine, and off AWS the question for the region takes seconds.
        Environment.SetEnvironmentVariable("AWS_EC2_METADATA_DISABLED", "true");
    }

    // The paths of the shared files stand for none in this process.
    private static bool IsOfUser(string name) =>
        name.EndsWith(ProxyEnd, StringComparison.OrdinalIgnoreCase)
        || (name.StartsWith("AWS_", StringComparison.OrdinalIgnoreCase)
            && name is not (SharedFilePaths.ConfigVariable or SharedFilePaths.CredentialsVariable));
}
