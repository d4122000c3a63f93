using Amazon.Runtime;

namespace RoleChaining.Requests;

/// <summary>The credentials of a chain, each read with so much life left at least.</summary>
internal sealed class MinimumLifetimeCredentials(ChainedAWSCredentials chain, TimeSpan minimumLifetime) : AWSCredentials
{
    public ChainedAWSCredentials Chain => chain;

    public override DateTime? Expiration
    {
        get => chain.Expiration;
        set { }
    }

    public override ImmutableCredentials GetCredentials() => chain.GetCredentials(minimumLifetime);

    public override Task<ImmutableCredentials> GetCredentialsAsync() => GetCredentialsAsync(CancellationToken.None);

    public Task<ImmutableCredentials> GetCredentialsAsync(CancellationToken cancellationToken) =>
        chain.GetCredentialsAsync(minimumLifetime, cancellationToken);

    public override string ToString() => chain.ToString();
}
