using System.Text;

namespace RoleChaining.Diagnostics;

/// <summary>
/// The likeliest causes of a denied AssumeRole, each with the statement that is missing. Across accounts both sides must allow every
/// action; within one account a trust policy that names the caller is enough. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html">cross-account
/// access</see>.
/// </summary>
internal static class DeniedAdvice
{
    public static string For(RoleHop hop, Caller caller, StsDenial? denial)
    {
        string callersPolicy = CallersPolicy(hop, caller);
        string trustPolicy = TrustPolicy(hop, caller);
        bool trustFirst = denial?.Reason?.Contains("resource-based", StringComparison.Ordinal) ?? (caller.AccountId == hop.RoleArn.AccountId);
        StringBuilder advice = new();
        if (denial is not null)
        {
            advice.Append($"STS denied {denial.Action}{Because(denial)}.{WhyNeeded(hop, denial.Action)} ");
        }

        advice.Append("The likeliest causes, in order:\n");
        advice.Append($"  1. {(trustFirst ? trustPolicy : callersPolicy)}\n");
        advice.Append($"  2. {(trustFirst ? callersPolicy : trustPolicy)}\n");
        advice.Append("  3. There is no such role: STS answers alike when it does not exist. Check account, path and spelling, case included.\n");
        advice.Append("A role or policy that was made or changed a moment ago takes some seconds to work everywhere: try again shortly.");
        return advice.ToString();
    }

    private static string CallersPolicy(RoleHop hop, Caller caller) =>
        $"The caller's own policy{In(caller.AccountId)} lacks: {IamStatement.Allow(hop.RequiredActions, hop.RoleArn.ToString())}";

    private static string TrustPolicy(RoleHop hop, Caller caller)
    {
        string condition = hop.ExternalId is null
            ? " If it asks for sts:ExternalId, set the hop's ExternalId: none is sent."
            : " The external id in it must be the one that the hop sends.";
        return $"The trust policy of role {hop.RoleArn.Name}{In(hop.RoleArn.AccountId)} lacks: "
            + $"{IamStatement.Trust(hop.RequiredActions, caller.Principal, withExternalId: hop.ExternalId is not null)}.{condition}";
    }

    private static string In(string? account) => account is null ? "" : $", in account {account},";

    private static string Because(StsDenial denial) => denial.Reason is null ? "" : $" {denial.Reason.TrimEnd('.')}";

    // Permissions for what is merely inherited are the ones that everybody forgets.
    private static string WhyNeeded(RoleHop hop, string action) => action switch
    {
        "sts:TagSession" when hop.InheritedTagKeys.Count > 0 =>
            $" Every hop that inherits transitive tags needs it, and this one inherits {string.Join(", ", hop.InheritedTagKeys)}.",
        "sts:TagSession" => " The hop needs it, because it passes tags.",
        "sts:SetSourceIdentity" when hop.InheritedSourceIdentity is not null =>
            " Every hop after the one that sets the source identity needs it.",
        "sts:SetSourceIdentity" => " The hop needs it, because it sets the source identity.",
        _ => "",
    };
}
