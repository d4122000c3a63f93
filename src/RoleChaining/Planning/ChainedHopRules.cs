using RoleChaining.Text;

namespace RoleChaining.Planning;

/// <summary>
/// What holds for a hop whose caller is a session. Checked when the chain is planned and, for a first hop whose source is known only
/// later, when the source has been read. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining">role chaining</see>.
/// </summary>
internal static class ChainedHopRules
{
    public static void Check(int number, TimeSpan? duration, string? mfaSerialNumber, ChainErrors errors)
    {
        string caller = number == 1 ? "the source's credentials are a session already" : "a session of the hop before assumes it";
        if (duration > AwsLimits.MaxChainedDuration)
        {
            errors.Add(
                nameof(RoleHopOptions.Duration),
                $"is {duration:c}, but {caller} (role chaining), and AWS ends such a session after {AwsLimits.MaxChainedDuration:c} whatever the role "
                + $"allows; set {AwsLimits.MaxChainedDuration:c} at most, or leave it out");
        }

        if (mfaSerialNumber is not null)
        {
            errors.Add(
                nameof(RoleHopOptions.MfaSerialNumber),
                $"is {Quoted.Text(mfaSerialNumber)}, but {caller}, and only an IAM user has an MFA device; use MFA on the first hop, with an IAM "
                + "user's access key as the source");
        }
    }
}
