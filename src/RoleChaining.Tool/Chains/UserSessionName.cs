using RoleChaining.Planning;
using RoleChaining.Text;

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
    /// <exception cref="UsageException">STS would refuse what the environment says.</exception>
    public static string Find()
    {
        if (!IsGiven)
        {
            return SessionNames.FromText(Environment.UserName);
        }

        string given = Environment.GetEnvironmentVariable(Variable)!;
        string[] errors = [.. TextRule.SessionName.FindErrors(given, secret: false)];
        return errors.Length == 0 ? given : throw new UsageException(
            $"{Variable} {string.Join(", and it ", errors)}; write for example {Quoted.Text(SessionNames.FromText(Quoted.FirstLine(given)))}.");
    }
}
