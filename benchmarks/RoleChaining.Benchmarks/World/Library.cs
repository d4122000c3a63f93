namespace RoleChaining.Benchmarks.World;

/// <summary>Whose credentials are measured.</summary>
internal enum Library
{
    /// <summary>
    /// Nested <see cref="Amazon.Runtime.AssumeRoleAWSCredentials"/>: what there is without us, and so the baseline of everything.
    /// </summary>
    AwsSdk,

    Ours,
}
