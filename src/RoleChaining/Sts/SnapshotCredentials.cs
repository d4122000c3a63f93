using Amazon.Runtime;

namespace RoleChaining.Sts;

/// <summary>One set of keys that never changes, so that the token and the signature of a request belong together.</summary>
internal sealed class SnapshotCredentials(ImmutableCredentials snapshot) : AWSCredentials
{
    public override ImmutableCredentials GetCredentials() => snapshot;
}
