namespace RoleChaining.Paths;

/// <summary>Somebody whom a trust policy may let in.</summary>
/// <param name="Name">How a path calls it.</param>
/// <param name="Principal">What policies see; null for whole accounts and for everybody, who have no policies of their own here.</param>
/// <param name="Identity">The user or role, if a file has it.</param>
internal sealed record Candidate(string Name, IamPrincipal? Principal, IamIdentity? Identity)
{
    /// <summary>A user, a role or a session; null for what does not decide by itself, such as an account, and for who may not.</summary>
    public static Candidate? Find(IamSnapshot snapshot, string arn)
    {
        if (IamPrincipal.Find(arn, snapshot.FindRoleOfSession(arn)?.Arn) is not { MayAssumeRoles: true } principal)
        {
            return null;
        }

        IamIdentity? identity = snapshot.FindUser(arn) ?? (IamIdentity?)snapshot.FindRole(principal.PrincipalArn);
        return new Candidate(arn, principal, identity);
    }
}
