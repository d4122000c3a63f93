using Amazon.SecurityToken.Model;
using RoleChaining.Text;

namespace RoleChaining.Planning;

/// <summary>
/// The rules of trusted contexts. An assertion is a token, so messages leave it out. See
/// <see href="https://docs.aws.amazon.com/STS/latest/APIReference/API_ProvidedContext.html">ProvidedContext</see>.
/// </summary>
internal static class ProvidedContextRules
{
    public static void Check(IEnumerable<ProvidedContext> given, ChainErrors errors)
    {
        const string Property = nameof(RoleHopOptions.ProvidedContexts);
        ProvidedContext[] contexts = [.. given];
        if (contexts.Length > AwsLimits.MaxProvidedContexts)
        {
            errors.Add(
                Property,
                $"has {contexts.Length} contexts; AWS takes {AwsLimits.MaxProvidedContexts}: remove {contexts.Length - AwsLimits.MaxProvidedContexts}");
        }

        for (int i = 0; i < contexts.Length; i++)
        {
            if (contexts[i] is not { ProviderArn: { } provider, ContextAssertion: { } assertion })
            {
                errors.Add($"{Property}[{i}]", "lacks its ProviderArn or its ContextAssertion; write both or remove the context");
                continue;
            }

            TextRule.ProviderArn.Check(provider, $"{Property}[{i}].{nameof(ProvidedContext.ProviderArn)}", errors);
            TextRule.ContextAssertion.Check(assertion, $"{Property}[{i}].{nameof(ProvidedContext.ContextAssertion)}", errors, secret: true);
            if (ArnParts.Split(provider) is null)
            {
                errors.Add(
                    $"{Property}[{i}].{nameof(ProvidedContext.ProviderArn)}",
                    $"is {Quoted.Text(provider)}, which is no ARN; write one such as \"arn:aws:iam::aws:contextProvider/IdentityCenter\"");
            }
        }
    }
}
