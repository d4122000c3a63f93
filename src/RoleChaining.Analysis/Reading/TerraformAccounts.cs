namespace RoleChaining.Reading;

/// <summary>Finds the account of a resource whose ARN is not known yet.</summary>
internal sealed class TerraformAccounts(
    TerraformConfiguration configuration, AccountFinder accounts, IReadOnlyDictionary<string, string> callerAccounts)
{
    /// <summary>From what was given with the file, then from the provider's settings; null where neither tells.</summary>
    public string? Find(TerraformResource resource)
    {
        if (accounts.Given is { } given)
        {
            return given;
        }

        if (configuration.FindProvider(resource) is not { } provider)
        {
            return null;
        }

        if (configuration.FindAccount(provider) is { } configured)
        {
            accounts.Note($"the account of what the provider {provider} makes is taken from its settings: {configured}.");
            return configured;
        }

        if (callerAccounts.TryGetValue(provider, out string? caller))
        {
            accounts.Note($"the account of what the provider {provider} makes is taken from aws_caller_identity: {caller}.");
            return caller;
        }

        return null;
    }
}
