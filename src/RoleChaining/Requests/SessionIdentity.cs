using Amazon.Runtime;

namespace RoleChaining.Requests;

/// <summary>What one try of a request is made with: a session of a chain that stays the same however often the SDK reads it.</summary>
internal sealed class SessionIdentity(ChainedAWSCredentials chain, ImmutableCredentials session) : AWSCredentials
{
    private readonly Task<ImmutableCredentials> _read = Task.FromResult(session);

    public ChainedAWSCredentials Chain => chain;

    public string AccessKeyId => session.AccessKey;

    public bool Is(ChainedAWSCredentials otherChain, ImmutableCredentials otherSession) =>
        ReferenceEquals(session, otherSession) && ReferenceEquals(chain, otherChain);

    public override ImmutableCredentials GetCredentials() => session;

    public override Task<ImmutableCredentials> GetCredentialsAsync() => _read;
}
