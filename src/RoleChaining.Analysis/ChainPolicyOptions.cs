namespace RoleChaining;

/// <summary>How policies for a chain are generated.</summary>
public sealed class ChainPolicyOptions
{
    /// <summary>
    /// Whether trust policies name the caller's account, with the caller's ARN as a condition, in place of the caller itself. AWS stores a
    /// principal as its unique id: a role that is deleted and made again is another principal, and a trust policy that names it must be
    /// saved again. A condition on <c>aws:PrincipalArn</c> compares the text, so it holds for the new role too. Default: false. See
    /// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles">IAM role
    /// principals</see>.
    /// </summary>
    public bool TrustAccounts { get; set; }

    /// <summary>
    /// The id of the organization that callers from other accounts must be in, such as <c>o-a1b2c3d4e5</c>. Default: no such condition.
    /// </summary>
    public string? OrganizationId { get; set; }
}
