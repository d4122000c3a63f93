using RoleChaining.Planning;

namespace RoleChaining.Tool.Chains;

/// <summary>
/// The name of sessions that nothing else names: it tells in CloudTrail who ran the command. See
/// <see href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-assume-role-credentials.html">AWS_ROLE_SESSION_NAME</see>.
/// </summary>
internal static class UserSessionName
{
    public const string Variable = "AWS_ROLE_SESSION_NAME";

    public static bool IsGiven => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Variable));

    /// <summary>What the environment says, as it is; else the user's name, with - for what STS refuses.</summary>
    public static string Find() =>
        IsGiven ? Environment.GetEnvironmentVariable(Variable)! : SessionNames.FromText(Environment.UserName);
}
