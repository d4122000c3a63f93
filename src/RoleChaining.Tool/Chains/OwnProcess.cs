namespace RoleChaining.Tool.Chains;

/// <summary>
/// A profile whose <c>credential_process</c> is this command with the same profile would start it for ever. So the processes that we
/// start get the profiles that are being followed in their environment.
/// </summary>
internal static class OwnProcess
{
    private const string Variable = "ROLE_CHAIN_FOLLOWING";

    // Taken once: this process adds to the variable what it follows itself.
    private static readonly string[] Following =
        (Environment.GetEnvironmentVariable(Variable) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <exception cref="UsageException">The profile is being followed by the process that started this one.</exception>
    public static void Refuse(RoleChainOptions options)
    {
        string[] profiles = [.. new[] { options.Profile, options.SourceProfile }.OfType<string>().Distinct()];
        foreach (string profile in profiles)
        {
            if (Following.Contains(profile))
            {
                throw new UsageException(
                    $"profile \"{profile}\" asks role-chain for itself by its credential_process; follow another profile there, one with role_arn and source_profile.");
            }
        }

        Environment.SetEnvironmentVariable(Variable, string.Join('\n', Following.Concat(profiles)));
    }
}
