namespace RoleChaining;

/// <summary>Condition keys in a dictionary. Set them before the first evaluation; then any number of threads may read.</summary>
/// <param name="unknown">
/// Whether keys that were not set are unknown (true), or absent from the request (false). The keys that every signed call has, such as
/// <c>aws:SecureTransport</c> and <c>aws:PrincipalAccount</c>, are unknown until they are set, either way.
/// </param>
public sealed class IamContextValues(bool unknown = false) : IamContext
{
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    private static readonly HashSet<string> AlwaysThere = new(StringComparer.OrdinalIgnoreCase)
    {
        "aws:CurrentTime", "aws:EpochTime", "aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalIsAWSService", "aws:PrincipalType",
        "aws:RequestedRegion", "aws:ResourceAccount", "aws:SecureTransport", "aws:UserAgent", "aws:userid", "aws:ViaAWSService",
    };

    private readonly Dictionary<string, IamContextValue> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The value of a key.</summary>
    public IamContextValue this[string key]
    {
        get => Find(key);
        set => _values[key] = value;
    }

    /// <inheritdoc/>
    public override IamContextValue Find(string key) =>
        _values.TryGetValue(key, out IamContextValue value) ? value
        : unknown || AlwaysThere.Contains(key) ? IamContextValue.Unknown
        : IamContextValue.Absent;
}
