using RoleChaining.Planning;

namespace RoleChaining.Diagnostics;

/// <summary>Who called STS, as far as it is known.</summary>
/// <param name="Name">For a sentence: an ARN, or the source's credentials by their access key id.</param>
/// <param name="Principal">For a trust policy: the role or the user, and never one session of a role.</param>
/// <param name="AccountId">The caller's account, if known.</param>
internal sealed record Caller(string Name, string Principal, string? AccountId)
{
    public static Caller Of(FailedCall call)
    {
        if (call.CallerHop is { } hop)
        {
            return new Caller(hop.RoleArn.ToAssumedRoleArn(hop.SessionName), hop.RoleArn.ToString(), hop.RoleArn.AccountId);
        }

        if (StsDenial.Read(call.StsMessage)?.CallerArn is { } arn && ArnParts.Split(arn) is { } parts)
        {
            return new Caller(arn, PrincipalOf(arn, parts), parts.Account);
        }

        string key = call.CallerAccessKeyId is { } id ? $" (access key id {id})" : "";
        return new Caller($"the source's credentials{key}", "<ARN of the caller's role or user>", null);
    }

    // A session's ARN does not tell its role's path. See
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    private static string PrincipalOf(string arn, ArnParts parts) => parts.Resource.Split('/') is ["assumed-role", var role, _]
        ? $"arn:{parts.Partition}:iam::{parts.Account}:role/{role}"
        : arn;
}
