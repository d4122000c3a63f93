namespace RoleChaining.Diagnostics;

/// <summary>Says a failure so that a tired person understands it: which hop, who called, which role, why, and what to do.</summary>
internal static class FailureAdvice
{
    /// <summary>The text of a failure, without any secret.</summary>
    public static FailureText For(FailedCall call)
    {
        FailureMeaning meaning = FailureMeaning.Of(call);
        StsDenial? denial = StsDenial.Read(call.StsMessage);
        Caller caller = Caller.Of(call, denial);
        return call switch
        {
            { Failure: RoleChainFailure.InvalidChain, StsMessage: { } fault } => Join($"{meaning.Text}: {fault}", meaning.Cure),
            { Failure: RoleChainFailure.AccessDenied, Hop: { } hop } when meaning.IsGeneral =>
                Join(
                    $"{What(call, caller)}: STS denied {denial?.ActionAndReason ?? "it"}{Evidence(call)}.",
                    DeniedAdvice.For(hop, caller, denial)),
            _ => Join($"{What(call, caller)}: {meaning.Text}{Evidence(call)}.", $"{meaning.Cure}{PackedSize(call)}"),
        };
    }

    private static FailureText Join(string whatHappened, string advice) =>
        new($"{whatHappened}{(advice.Contains('\n') ? '\n' : ' ')}{advice}", advice);

    private static string What(FailedCall call, Caller caller) => call.Hop is { } hop
        ? $"Hop {hop.Number} of {call.HopCount}: {caller.Name} could not assume {hop.RoleArn}"
        : "The source of the chain gave no credentials";

    private static string Evidence(FailedCall call)
    {
        string?[] evidence = [call.ErrorCode, call.RequestId is { } id ? $"STS request id {id}" : null, StsWords.Quotable(call)];
        string text = string.Join(", ", evidence.Where(piece => piece is not null));
        return text.Length == 0 ? "" : $" ({text})";
    }

    private static string PackedSize(FailedCall call)
    {
        if (call is not { Failure: RoleChainFailure.PackedPolicyTooLarge, Hop: { } hop })
        {
            return "";
        }

        string inherited = hop.InheritedTagKeys.Count == 0 ? "" : $" ({string.Join(", ", hop.InheritedTagKeys)})";
        string policy = hop.Policy is null ? "no inline policy" : $"an inline policy of {hop.Policy.Length} characters";
        return $" This hop passes {hop.Tags.Count} tag(s), inherits {hop.InheritedTagKeys.Count}{inherited}, and sends {policy} and "
            + $"{hop.PolicyArns.Count} managed one(s).";
    }
}
