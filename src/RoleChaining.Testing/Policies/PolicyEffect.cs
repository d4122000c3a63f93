namespace RoleChaining.Testing;

internal enum PolicyEffect
{
    Allow,
    Deny,
}
