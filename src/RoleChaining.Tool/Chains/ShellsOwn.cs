namespace RoleChaining.Tool.Chains;

/// <summary>
/// What a shell has of its own before credentials are taken into it: its region and its profile. Variables of the shell keep them, so that
/// <c>--unset</c> puts them back, and so that the region of one chain is not taken for the user's by the next.
/// </summary>
internal static class ShellsOwn
{
    private const string Marker = "ROLE_CHAIN_ASSUMED";
    private const string Start = "ROLE_CHAIN_OWN_";

    /// <summary>The region that <c>exec</c> has set for its command, because the chain has it and the user set none.</summary>
    public const string ExecRegion = "ROLE_CHAIN_EXEC_REGION";

    private static readonly Dictionary<string, string> OfExec = [];
    private static readonly string[] Regions = [IdentityVariables.Region, IdentityVariables.DefaultRegion];
    private static readonly string[] Names = [.. Regions, "AWS_PROFILE", "AWS_DEFAULT_PROFILE"];

    /// <summary>Whether the shell that started us has credentials from here.</summary>
    public static bool IsAssumed => Get(Marker) is not null;

    /// <summary>All that keeps something for later.</summary>
    public static IEnumerable<string> Variables => Names.Select(name => Start + name).Prepend(Marker);

    /// <summary>What the shell had, by name.</summary>
    public static Dictionary<string, string> Find() =>
        Names.Select(name => (Name: name, Value: IsAssumed ? Get(Start + name) : Get(name) ?? OfExec.GetValueOrDefault(name))).Where(pair => pair.Value is not null)
            .ToDictionary(pair => pair.Name, pair => pair.Value!);

    /// <summary>The variables that keep it; none where an earlier chain has kept it.</summary>
    /// <param name="isSafe">Whether the shell's syntax can hold a value. What it cannot hold is not put back.</param>
    public static IEnumerable<KeyValuePair<string, string>> Keep(Func<string, bool> isSafe) => IsAssumed
        ? []
        : Find().Where(pair => isSafe(pair.Value)).Select(pair => KeyValuePair.Create(Start + pair.Key, pair.Value))
            .Prepend(new(Marker, "1"));

    /// <summary>
    /// Gives this process the user's own region, where the credentials of a chain in the shell have set another, or <c>exec</c> has set
    /// that of its chain: other profiles have regions of their own.
    /// </summary>
    public static void TakeRegion()
    {
        if (IsAssumed)
        {
            Dictionary<string, string> own = Find();
            Array.ForEach(Regions, name => Environment.SetEnvironmentVariable(name, own.GetValueOrDefault(name)));
        }

        foreach (string name in Regions)
        {
            if (Get(name) is { } region && region == Get(ExecRegion))
            {
                OfExec[name] = region;
                Environment.SetEnvironmentVariable(name, null);
            }
        }
    }

    /// <summary>What <see cref="TakeRegion"/> took away as the region of <c>exec</c>; null where it took none.</summary>
    public static string? RegionOfExec => OfExec.Values.FirstOrDefault();

    private static string? Get(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
