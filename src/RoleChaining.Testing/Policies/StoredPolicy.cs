namespace RoleChaining.Testing;

/// <summary>
/// What IAM asks of a policy that it is to store, beyond what the policy says:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entity-length
/// </summary>
internal static class StoredPolicy
{
    /// <summary>A role's trust policy, unless an account's quota was raised.</summary>
    public const int TrustLimit = 2048;

    /// <summary>The inline policies of a role, together.</summary>
    public const int InlineLimit = 10240;

    /// <summary>A managed policy. A permissions boundary is one too.</summary>
    public const int ManagedLimit = 6144;

    /// <summary>The policy itself, where IAM would store it.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="limit">How many characters it may have; white space does not count. Null where AWS's own policies may stand.</param>
    /// <param name="parameter">Where it came in.</param>
    /// <exception cref="ArgumentException">IAM would refuse it.</exception>
    public static IamPolicy Check(IamPolicy policy, int? limit, string parameter)
    {
        if (policy.Text.Count(c => !char.IsWhiteSpace(c)) is int length && length > limit)
        {
            throw new ArgumentException($"{policy} has {length} characters without white space; IAM takes {limit}.", parameter);
        }

        if (!ParameterCharacters.IsPolicyText(policy.Text))
        {
            throw new ArgumentException($"{policy} has a character beyond U+00FF; write it as \\uXXXX.", parameter);
        }

        return policy;
    }
}
