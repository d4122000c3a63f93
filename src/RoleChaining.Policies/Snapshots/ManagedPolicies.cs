namespace RoleChaining.Snapshots;

/// <summary>The managed policies by ARN. Many identities share one.</summary>
internal sealed class ManagedPolicies
{
    private const string Everything = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";

    private readonly Dictionary<string, PolicyText> _policies = new(StringComparer.Ordinal);

    public ManagedPolicies(IEnumerable<KeyValuePair<string, IamDocument>> documents)
    {
        foreach ((string arn, IamDocument document) in documents)
        {
            _policies[arn] = new PolicyText(document, IamPolicyKind.Identity, arn);
        }
    }

    public PolicyText Find(string arn)
    {
        if (_policies.TryGetValue(arn, out PolicyText? policy))
        {
            return policy;
        }

        IamDocument document = arn.EndsWith(":iam::aws:policy/AdministratorAccess", StringComparison.Ordinal)
            ? new IamDocument(Everything)
            : IamDocument.Unknown($"the managed policy {arn}");
        return new PolicyText(document, IamPolicyKind.Identity, arn);
    }
}
