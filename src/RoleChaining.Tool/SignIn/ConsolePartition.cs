namespace RoleChaining.Tool.SignIn;

/// <summary>
/// Where a partition's console and its sign-in are. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html">the endpoint</see>.
/// </summary>
/// <param name="Name">The partition.</param>
/// <param name="SignInHost">The host of the sign-in, before which a region may stand.</param>
/// <param name="Domain">The domain of the console, likewise.</param>
/// <param name="MainRegion">The region that has the hosts as they are; null where every region stands before them.</param>
internal sealed record ConsolePartition(string Name, string SignInHost, string Domain, string? MainRegion)
{
    private static readonly ConsolePartition[] All =
    [
        new("aws", "signin.aws.amazon.com", "console.aws.amazon.com", "us-east-1"),
        new("aws-us-gov", "signin.amazonaws-us-gov.com", "console.amazonaws-us-gov.com", "us-gov-west-1"),
        new("aws-cn", "signin.amazonaws.cn", "console.amazonaws.cn", "cn-north-1"),
        new("aws-eusc", "signin.amazonaws-eusc.eu", "console.amazonaws-eusc.eu", null),
    ];

    /// <summary>Whether a session's keys can be sent in a body. Elsewhere they stand in the address, as AWS's own toolkit has it.</summary>
    public bool TakesPost => Name != "aws-us-gov";

    /// <exception cref="UsageException">Its console is not known.</exception>
    public static ConsolePartition Find(string name) => Array.Find(All, one => one.Name == name) ?? throw new UsageException(
        $"the console of partition \"{name}\" is not known; known are {string.Join(", ", All.Select(one => one.Name))}.");

    public Uri SignIn(string? region) => new($"https://{InRegion(SignInHost, region)}/federation");

    public string Console(string? region) => $"https://{InRegion(Domain, region)}";

    private string InRegion(string host, string? region) => region is null || region == MainRegion ? host : $"{region}.{host}";
}
