using RoleChaining.Profiles;

namespace RoleChaining.Tool.Chains;

/// <summary>The region in which the final hop's credentials are to be used.</summary>
internal static class FinalRegion
{
    /// <summary>The chain's; else what the environment and the user's current profile say; null where nothing says it.</summary>
    public static string? Find(ChainedAWSCredentials chain) =>
        chain.Chain.Region ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION")
            ?? (ProfileFiles.Read(new ProfileErrors()).Find(ProfileFiles.CurrentProfile) is { } profile
                && profile.TryGet("region", out IniProperty? region)
                ? region.Value
                : null);

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
