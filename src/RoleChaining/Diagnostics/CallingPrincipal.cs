using RoleChaining.Text;

namespace RoleChaining.Diagnostics;

/// <summary>The principal that called STS, as far as it is known.</summary>
/// <param name="Name">For a sentence: an ARN, or the source's credentials by their access key id.</param>
/// <param name="Principal">For a trust policy: the role or the user, and never one session of a role.</param>
/// <param name="AccountId">The caller's account, if known.</param>
/// <param name="MayLackPath">Whether the principal was read from a session's ARN, which leaves out the role's path.</param>
/// <param name="HasSessionPolicy">Whether the caller is a session that session policies limit.</param>
internal sealed record CallingPrincipal(
    string Name, string Principal, string? AccountId, bool MayLackPath = false, bool HasSessionPolicy = false)
{
    public static CallingPrincipal Find(HopFailure failure, RoleChain chain, StsDenial? denial)
    {
        if (failure.HopNumber >= 2)
        {
            RoleHop hop = chain.Hops[failure.HopNumber - 2];
            return new CallingPrincipal(
                hop.RoleArn.ToAssumedRoleArn(hop.SessionName),
                hop.RoleArn.ToString(),
                hop.RoleArn.AccountId,
                HasSessionPolicy: hop.Policy is not null || hop.PolicyArns.Count > 0);
        }

        if (denial is not null && ArnParts.Split(denial.CallerArn) is { } arn)
        {
            return arn.Resource.Split('/') is ["assumed-role", var role, _]
                ? new CallingPrincipal(
                    denial.CallerArn, $"arn:{arn.Partition}:iam::{arn.Account}:role/{role}", arn.Account, MayLackPath: true)
                : new CallingPrincipal(denial.CallerArn, denial.CallerArn, arn.Account);
        }

        string key = failure.CallerAccessKeyId is { } id ? $" (access key id {id})" : "";
        return new CallingPrincipal($"the source's credentials{key}", "<ARN of the caller's role or user>", null);
    }
}
