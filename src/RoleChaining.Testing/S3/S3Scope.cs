namespace RoleChaining.Testing;

/// <summary>What an operation of S3 is about.</summary>
internal enum S3Scope
{
    Service,
    Bucket,
    Object,
}
