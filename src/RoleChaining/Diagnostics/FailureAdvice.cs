namespace RoleChaining.Diagnostics;

/// <summary>Says a failure so that a tired person understands it: which hop, who called, which role, why, and what to do.</summary>
internal static class FailureAdvice
{
    /// <summary>The text of a failure, without any secret.</summary>
    public static FailureText For(FailedCall call)
    {
        FailureMeaning meaning = FailureMeaning.Of(call);
        string advice = call is { Failure: RoleChainFailure.AccessDenied, Hop: { } hop } && meaning.IsGeneral
            ? DeniedAdvice.For(hop, Caller.Of(call), StsDenial.Read(call.StsMessage))
            : meaning.Cure + PackedSize(call);
        return new FailureText($"{What(call)}: {meaning.Text}{Evidence(call)}.{(advice.Contains('\n') ? '\n' : ' ')}{advice}", advice);
    }

    private static string What(FailedCall call) => call switch
    {
        { Failure: RoleChainFailure.InvalidChain } => "The chain cannot be used with its source",
        { Hop: { } hop } => $"Hop {hop.Number} of {call.HopCount}: {Caller.Of(call).Name} could not assume {hop.RoleArn}",
        _ => "The source of the chain gave no credentials",
    };

    private static string Evidence(FailedCall call)
    {
        List<string> evidence = [];
        if (call.ErrorCode is { } code)
        {
            evidence.Add(code);
        }

        if (call.RequestId is { } id)
        {
            evidence.Add($"STS request id {id}");
        }

        if (StsWords.Quotable(call) is { } words)
        {
            evidence.Add($"STS says {words}");
        }

        return evidence.Count == 0 ? "" : $" ({string.Join(", ", evidence)})";
    }

    private static string PackedSize(FailedCall call) => call is { Failure: RoleChainFailure.PackedPolicyTooLarge, Hop: { } hop }
        ? $" The hop passes {hop.Tags.Count} tags, inherits {hop.InheritedTagKeys.Count} ({string.Join(", ", hop.InheritedTagKeys)}) and sends "
          + $"{hop.PolicyArns.Count} managed policies and {(hop.Policy is null ? "no" : $"{hop.Policy.Length} characters of")} inline policy."
        : "";
}
