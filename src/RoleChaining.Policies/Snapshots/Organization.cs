namespace RoleChaining.Snapshots;

/// <summary>
/// The control policies that bind an account: a layer for the root, each unit and the account. See
/// <see href="https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html">how AWS evaluates
/// them</see>.
/// </summary>
internal sealed class Organization
{
    private const string Everything = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";

    // AWS attaches it to everything, and it cannot be detached.
    private const string EverythingOfResources =
        """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}""";

    private static readonly IamPolicy AllResources =
        IamPolicy.Parse(EverythingOfResources, IamPolicyKind.ResourceControl, "RCPFullAWSAccess");

    private readonly HashSet<string> _accountIds;
    private readonly Dictionary<string, string> _parents;
    private readonly Dictionary<string, string[]> _attachments;
    private readonly Dictionary<string, PolicyText> _serviceControl;
    private readonly Dictionary<string, PolicyText> _resourceControl;

    public Organization(IamOrganizationBuilder builder)
    {
        Id = builder.Id;
        ManagementAccountId = builder.ManagementAccountId;
        _accountIds = new(builder.AccountIds, StringComparer.Ordinal);
        _parents = new(builder.Parents, StringComparer.Ordinal);
        _attachments = builder.Attachments.ToDictionary(target => target.Key, target => target.Value.ToArray(), StringComparer.Ordinal);
        _serviceControl = Read(builder.ServiceControlPolicies, IamPolicyKind.ServiceControl);
        _resourceControl = Read(builder.ResourceControlPolicies, IamPolicyKind.ResourceControl);
        HasServiceControl = _serviceControl.Count > 0;
        _serviceControl.TryAdd(
            "p-FullAWSAccess", new PolicyText(new IamDocument(Everything), IamPolicyKind.ServiceControl, "p-FullAWSAccess"));
    }

    public string? Id { get; }

    public string? ManagementAccountId { get; }

    public bool HasServiceControl { get; }

    public bool HasResourceControl => _resourceControl.Count > 0;

    /// <summary>
    /// Whether the account has a parent or a policy, or is the management account, or one of the accounts that are listed.
    /// </summary>
    public bool Has(string accountId) => _parents.ContainsKey(accountId)
        || _attachments.ContainsKey(accountId)
        || accountId == ManagementAccountId
        || _accountIds.Contains(accountId);

    /// <summary>Whether all accounts are listed, and this one is not among them.</summary>
    public bool Lacks(string accountId) => _accountIds.Count > 0 && !Has(accountId);

    /// <summary>
    /// From the root to the account: <c>o-1/r-1/ou-1/</c>; null where the organization's id, the account or something above it is not known.
    /// </summary>
    public string? FindPath(string accountId)
    {
        List<string> levels = Levels(accountId);
        return Id is null || !IsRoot(levels[0]) ? null : $"{Id}/{string.Concat(levels.SkipLast(1).Select(level => level + "/"))}";
    }

    public IReadOnlyList<IamPolicyLayer> FindServiceControl(string accountId) => !HasServiceControl || IsFree(accountId)
        ? []
        : [.. Missing(accountId), .. Levels(accountId).Select(level => CreateLayer(level, "service", _serviceControl))];

    public IReadOnlyList<IamPolicyLayer> FindResourceControl(string accountId) => !HasResourceControl || IsFree(accountId)
        ? []
        : [.. Missing(accountId), .. Levels(accountId).Select(level => CreateLayer(level, "resource", _resourceControl, AllResources))];

    private bool IsFree(string accountId) => accountId == ManagementAccountId || !Has(accountId);

    // Every account is below a root. What is between may deny.
    private List<IamPolicyLayer> Missing(string accountId)
    {
        string top = Levels(accountId)[0];
        return IsRoot(top)
            ? []
            : [new IamPolicyLayer($"the control policies above {top}", [], $"the parent of {top} in the organization")];
    }

    private static bool IsRoot(string id) => id.StartsWith("r-", StringComparison.Ordinal);

    private List<string> Levels(string accountId)
    {
        List<string> levels = [accountId];
        while (_parents.TryGetValue(levels[0], out string? parent) && !levels.Contains(parent))
        {
            levels.Insert(0, parent);
        }

        return levels;
    }

    private IamPolicyLayer CreateLayer(
        string level, string kind, Dictionary<string, PolicyText> texts, IamPolicy? always = null)
    {
        List<IamPolicy> policies = always is null ? [] : [always];
        List<string> missing = [];
        foreach (string id in _attachments.GetValueOrDefault(level) ?? [])
        {
            if (texts.GetValueOrDefault(id) is not { } text)
            {
                if (!IsOfAnotherKind(id))
                {
                    missing.Add($"the control policy {id} (in no file)");
                }
            }
            else if (text.Read() is { } policy)
            {
                policies.Add(policy);
            }
            else
            {
                missing.Add(text.Missing!);
            }
        }

        // AWS lets nobody detach the last policy that allows, so a level without one is a level of which something is not given.
        string name = $"the {kind} control policies of {level}";
        if (!policies.Exists(policy => policy.Statements.Any(statement => statement.Effect == IamEffect.Allow)))
        {
            missing.Add($"what allows anything in {name}");
        }

        return new IamPolicyLayer(name, policies, missing.Count == 0 ? null : string.Join(", ", missing));
    }

    private bool IsOfAnotherKind(string id) =>
        _serviceControl.ContainsKey(id) || _resourceControl.ContainsKey(id) || id == "p-RCPFullAWSAccess";

    private static Dictionary<string, PolicyText> Read(IDictionary<string, IamDocument> documents, IamPolicyKind kind) =>
        documents.ToDictionary(policy => policy.Key, policy => new PolicyText(policy.Value, kind, policy.Key), StringComparer.Ordinal);
}
