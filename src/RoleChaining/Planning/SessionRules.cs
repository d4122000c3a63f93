using RoleChaining.Text;

namespace RoleChaining.Planning;

/// <summary>
/// What holds for every session, whoever asks for it: its role, its name and how long it lasts. Each error is the end of a sentence that
/// begins with the property.
/// </summary>
internal static class SessionRules
{
    public static string? RoleError(string role) => RoleArnFormat.Error(role) is { } error
        ? $"is {Quoted.Text(role)}, which is not the ARN of an IAM role: {error}"
        : null;

    public static IEnumerable<string> NameErrors(string name) => TextRule.SessionName.FindErrors(name, secret: false).Select(
        error => $"{error}; write for example {Quoted.Text(SessionNames.FromText(Quoted.FirstLine(name)))}");

    /// <param name="duration">How long it lasts.</param>
    /// <param name="isChained">Whether a session asks for it. Then <see cref="ChainedHopRules"/> tell the limit, which is one hour.</param>
    public static IEnumerable<string> DurationErrors(TimeSpan duration, bool isChained)
    {
        if (duration < AwsLimits.MinDuration || (duration > AwsLimits.MaxDuration && !isChained))
        {
            yield return $"is {duration:c}; AWS takes {AwsLimits.MinDuration:c} to {AwsLimits.MaxDuration:c}, and no more than the role's maximum "
                + "session duration";
        }

        if (duration.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            yield return $"is {duration:c}; AWS takes whole seconds: round it";
        }
    }
}
