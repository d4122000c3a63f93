namespace RoleChaining.Profiles;

/// <summary>The kinds of credentials that a chain of profiles can begin with.</summary>
internal enum ProfileCredentialKind
{
    Static,
    WebIdentity,
    Sso,
    Login,
    Process,
    InstanceMetadata,
    Environment,
    Container,
}
