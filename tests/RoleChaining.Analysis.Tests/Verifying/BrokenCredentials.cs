using Amazon.Runtime;

namespace RoleChaining.Verifying;

/// <summary>A source that gives nothing.</summary>
internal sealed class BrokenCredentials : AWSCredentials
{
    public override ImmutableCredentials GetCredentials() => throw new InvalidOperationException("there is nothing here");
}
