namespace RoleChaining;

/// <summary>
/// The policies of one kind that a call passes, such as all policies of a user and its groups. One allow among them is enough.
/// </summary>
public sealed class IamPolicyLayer
{
    /// <summary>Policies of one kind.</summary>
    /// <param name="name">How explanations call the layer: "the policies of arn:aws:iam::111111111111:user/alice".</param>
    /// <param name="policies">The policies that are known.</param>
    /// <param name="missing">
    /// What is not known of the layer, as a noun; <see langword="null"/> where all is known. An allow is unknown then.
    /// </param>
    public IamPolicyLayer(string name, IReadOnlyList<IamPolicy> policies, string? missing = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(policies);
        (Name, Policies, Missing) = (name, policies, missing);
    }

    /// <summary>How explanations call it.</summary>
    public string Name { get; }

    /// <summary>The policies that are known.</summary>
    public IReadOnlyList<IamPolicy> Policies { get; }

    /// <summary>What is not known of the layer; <see langword="null"/> where all is known.</summary>
    public string? Missing { get; }
}
