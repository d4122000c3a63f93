using RoleChaining.Text;

namespace RoleChaining.Diagnostics;

/// <summary>The text of a failure for a person: which hop, who called, which role, why, and what to do.</summary>
internal static class FailureAdvice
{
    /// <summary>Holds no secret.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="subject">What failed, where that is no AssumeRole of the hop and no read of the source.</param>
    public static FailureText For(HopFailure failure, RoleChain chain, string? subject = null)
    {
        FailureDescription description = FailureDescription.Find(failure);
        StsDenial? denial = StsDenial.Read(failure.Detail);
        CallingPrincipal caller = CallingPrincipal.Find(failure, chain, denial);
        return failure switch
        {
            _ when subject is not null => Join(
                $"{Where(failure, chain)}{subject}: {description.Text}{Evidence(failure)}.", description.Advice + InnerException(failure)),
            { Kind: RoleChainFailure.InvalidChain } =>
                Join($"{Where(failure, chain)}{description.Text}: {failure.Detail}", description.Advice),
            { Kind: RoleChainFailure.AccessDenied, Hop: { } hop } when description.IsGeneral =>
                Join(
                    $"{What(failure, chain, caller)}: STS denied {denial?.ActionAndReason ?? "it"}{Evidence(failure)}.",
                    DeniedAdvice.For(hop, caller, denial)),
            _ => Join(
                $"{What(failure, chain, caller)}: {description.Text}{Evidence(failure)}.",
                $"{description.Advice}{PackedSize.Describe(failure, chain)}{InnerException(failure)}"),
        };
    }

    private static FailureText Join(string whatHappened, string advice) =>
        new($"{whatHappened}{(advice.Contains('\n') ? '\n' : ' ')}{advice}", advice);

    private static string What(HopFailure failure, RoleChain chain, CallingPrincipal caller) => failure.Hop is { } hop
        ? $"{Where(failure, chain)}{caller.Name} could not assume {hop.RoleArn}"
        : $"The source of the chain{InChain(chain)}{(failure.WebIdentityRole is { } role ? $", a web identity as {role}," : "")} gave no credentials";

    private static string Where(HopFailure failure, RoleChain chain) =>
        failure.HopNumber == 0 ? "" : $"Hop {failure.HopNumber} of {chain.Hops.Count}{InChain(chain)}: ";

    private static string InChain(RoleChain chain) =>
        chain.Name.Length == 0 && chain.Tenant is null ? "" : $" ({ChainText.Of(chain.Name, chain.Tenant)})";

    private static string Evidence(HopFailure failure)
    {
        string? region = failure.MayBeDisabledRegion || failure.Kind == RoleChainFailure.RegionDisabled
            ? $" from STS in {failure.Region}"
            : null;
        string?[] evidence =
            [$"{failure.ErrorCode}{region}", failure.RequestId is { } id ? $"STS request id {id}" : null, StsMessage.Quote(failure)];
        string text = string.Join(", ", evidence.Where(piece => !string.IsNullOrEmpty(piece)));
        return text.Length == 0 ? "" : $" ({text})";
    }

    /// <summary>The failures whose cause tells more than the message does, where the cause is handed on.</summary>
    private static string InnerException(HopFailure failure) =>
        failure.Kind is RoleChainFailure.SourceUnavailable or RoleChainFailure.Unknown && ChainExceptions.FindInner(failure) is not null
            ? " The inner exception has the details."
            : "";
}
