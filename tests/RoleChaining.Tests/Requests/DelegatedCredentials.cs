using Amazon.Runtime;

namespace RoleChaining.Requests;

/// <summary>Whatever credentials a test says at the time.</summary>
internal sealed class DelegatedCredentials(Func<AWSCredentials> current) : AWSCredentials
{
    public override ImmutableCredentials GetCredentials() => current().GetCredentials();
}
