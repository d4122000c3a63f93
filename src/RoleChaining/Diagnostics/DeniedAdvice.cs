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
    public static string For(RoleHop hop, CallingPrincipal caller, StsDenial? denial)
    {
        // A source may carry tags or a source identity that the options do not name. Then only the denial shows what is needed.
        IEnumerable<string> denied = denial is null ? [] : [denial.Action];
        string[] actions = [.. hop.RequiredActions.Union(denied)];
        string first = CallersPolicy(hop, caller, actions);
        string second = TrustPolicy(hop, caller, actions);
        bool sameAccount = caller.AccountId == hop.RoleArn.AccountId;
        if (denial is { NamesTrustPolicy: true } || (sameAccount && denial is not { NamesCallersPolicy: true }))
        {
            (first, second) = (second, first);
        }

        return $"""
            {Prelude(hop, caller, denial)}The likeliest causes, in order:
              1. {first}
              2. {second}
              3. The role does not exist, for which STS sends the same message: check account, path and spelling, case included.
            A role or policy made or changed a moment ago takes some seconds to work everywhere: try again shortly.
            """;
    }

    private static string CallersPolicy(RoleHop hop, CallingPrincipal caller, string[] actions) => Lines(
        $"The caller's own policy{In(caller.AccountId)} lacks",
        StatementText.Write(HopStatements.ForCaller(hop, actions)),
        caller.HasSessionPolicy ? "So may the session policies that the hop before sends: they must allow it too." : "");

    private static string TrustPolicy(RoleHop hop, CallingPrincipal caller, string[] actions) => Lines([
        $"The trust policy of {hop.RoleArn.Name}{In(hop.RoleArn.AccountId)} lacks",
        .. HopStatements.ForTrust(hop, caller.Principal, actions).Select(StatementText.Write),
        caller.MayLackPath ? "Add the path of the caller's role, if it has one." : "",
        hop.ExternalId is null
            ? "If it asks for sts:ExternalId, set the hop's ExternalId: none is sent."
            : "The external id in it must be the one that the hop sends.",
        hop is { Number: 1, MfaSerialNumber: null } ? "If it asks for MFA, set MfaSerialNumber and MfaTokenProvider." : "",
    ]);

    // Statements stand on lines of their own, to be copied.
    private static string Lines(params ReadOnlySpan<string> lines)
    {
        StringBuilder text = new();
        foreach (string line in lines)
        {
            text.Append(text.Length == 0 || line.Length == 0 ? line : $"\n     {line}");
        }

        return text.ToString();
    }

    private static string Prelude(RoleHop hop, CallingPrincipal caller, StsDenial? denial) => denial switch
    {
        _ when caller.Principal == hop.RoleArn.ToString() =>
            "The role assumes itself. Its own trust policy must name it for that, as any other caller; if its session is enough, remove this hop. ",
        null => "",
        { NamesAnotherPolicy: true } => "Begin with the policy that STS names: no statement elsewhere outweighs it. ",
        _ => WhyNeeded(hop, denial.Action),
    };

    private static string In(string? account) => account is null ? "" : $" in account {account}";

    // Permissions for what is merely inherited are the ones that everybody forgets.
    private static string WhyNeeded(RoleHop hop, string action) => action switch
    {
        "sts:TagSession" when hop.InheritedTagKeys.Count > 0 =>
            $"Every hop that inherits transitive tags needs sts:TagSession, and this one inherits {string.Join(", ", hop.InheritedTagKeys)}. ",
        "sts:TagSession" when hop.Tags.Count > 0 => "A hop that passes tags needs sts:TagSession. ",
        "sts:TagSession" => "The hop passes no tags, so the source's session carries transitive ones (EKS Pod Identity sets some). ",
        "sts:SetSourceIdentity" when hop.SourceIdentity is not null => "A hop that sets the source identity needs sts:SetSourceIdentity. ",
        "sts:SetSourceIdentity" => "Every hop after the source identity was set needs sts:SetSourceIdentity. ",
        _ => "",
    };
}
