namespace RoleChaining.Tool.Chains;

/// <summary>
/// A profile whose <c>credential_process</c> is this command with the same profile would start it for ever. So the processes that we
/// start get the profiles that are being followed in their environment.
/// </summary>
internal static class OwnProcess
{
    private const string Variable = "ROLE_CHAIN_FOLLOWING";

    /// <exception cref="UsageException">The profile is being followed by the process that started this one.</exception>
    public static void Refuse(RoleChainOptions options)
    {
        foreach (string profile in new[] { options.Profile, options.SourceProfile }.OfType<string>().Distinct())
        {
            string[] following = (Environment.GetEnvironmentVariable(Variable) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (following.Contains(profile))
            {
                throw new UsageException(
                    $"profile \"{profile}\" asks role-chain for itself by its credential_process; follow another profile there, one with role_arn and source_profile.");
            }

            Environment.SetEnvironmentVariable(Variable, string.Join('\n', following.Append(profile)));
        }
    }
}
