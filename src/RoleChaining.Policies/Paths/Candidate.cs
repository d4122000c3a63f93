namespace RoleChaining.Paths;

/// <summary>Somebody whom a trust policy may let in.</summary>
/// <param name="Name">How a path calls it.</param>
/// <param name="Principal">What policies see; null for whole accounts and for everybody, who have no policies of their own here.</param>
/// <param name="Identity">The user or role, if a file has it.</param>
internal sealed record Candidate(string Name, IamPrincipal? Principal, IamIdentity? Identity);
