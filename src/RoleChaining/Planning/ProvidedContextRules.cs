using Amazon.SecurityToken.Model;

namespace RoleChaining.Planning;

/// <summary>
/// The rules of trusted contexts. An assertion is a token, so messages leave it out. See
/// <see href="https://docs.aws.amazon.com/STS/latest/APIReference/API_ProvidedContext.html">ProvidedContext</see>.
/// </summary>
internal static class ProvidedContextRules
{
    private const int MostContexts = 5;

    public static void Check(IList<ProvidedContext> contexts, Faults faults)
    {
        const string Property = nameof(RoleHopOptions.ProvidedContexts);
        if (contexts.Count > MostContexts)
        {
            faults.Add(Property, $"has {contexts.Count} contexts; AWS takes {MostContexts}: remove {contexts.Count - MostContexts}");
        }

        for (int i = 0; i < contexts.Count; i++)
        {
            if (contexts[i] is not { ProviderArn: { } provider, ContextAssertion: { } assertion })
            {
                faults.Add($"{Property}[{i}]", "lacks its ProviderArn or its ContextAssertion; write both or remove the context");
                continue;
            }

            TextRule.ProviderArn.Check(provider, $"{Property}[{i}].{nameof(ProvidedContext.ProviderArn)}", faults);
            TextRule.ContextAssertion.Check(assertion, $"{Property}[{i}].{nameof(ProvidedContext.ContextAssertion)}", faults, secret: true);
            if (ArnParts.Split(provider) is null)
            {
                faults.Add(
                    $"{Property}[{i}].{nameof(ProvidedContext.ProviderArn)}",
                    $"is {Quoted.Text(provider)}, which is no ARN; write one such as \"arn:aws:iam::aws:contextProvider/IdentityCenter\"");
            }
        }
    }
}
