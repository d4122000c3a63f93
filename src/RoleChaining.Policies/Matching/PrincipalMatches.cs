namespace RoleChaining.Matching;

/// <summary>How closely a statement names a caller of whom the session's name or the role's path may not be known.</summary>
/// <param name="Sure">What holds whatever is not known.</param>
/// <param name="Best">What may hold; the same where all is known.</param>
internal readonly record struct PrincipalMatches(PrincipalMatch Sure, PrincipalMatch Best)
{
    public static readonly PrincipalMatches Direct = new(PrincipalMatch.Direct, PrincipalMatch.Direct);

    public bool IsSure => Sure == Best;
}
