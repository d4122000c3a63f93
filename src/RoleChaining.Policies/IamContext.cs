namespace RoleChaining;

/// <summary>
/// The condition keys of a request. Implementations are asked by many threads at once. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">AWS's global condition keys</see>.
/// </summary>
public abstract class IamContext
{
    /// <summary>Looks a key up. Names of keys ignore case.</summary>
    /// <param name="key">Such as <c>aws:PrincipalArn</c> or <c>aws:RequestTag/team</c>.</param>
    public abstract IamContextValue Find(string key);
}
