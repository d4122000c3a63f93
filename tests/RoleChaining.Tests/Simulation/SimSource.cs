using Amazon.Runtime;

namespace RoleChaining.Simulation;

/// <summary>
/// A source that has outages. Its keys never end, or it renews them as an instance's metadata does, a quarter of an hour before. (Of a
/// type that is read on the caller's thread.)
/// </summary>
internal sealed class SimSource(ImmutableCredentials keys, SimContext context) : BasicAWSCredentials(keys.AccessKey, keys.SecretKey)
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(15);

    private DateTimeOffset _end;

    public override DateTime? Expiration
    {
        get => context.Scenario.SourceLifetime is null ? null : _end.UtcDateTime;
        set { }
    }

    public override ImmutableCredentials GetCredentials()
    {
        if (context.Is(FaultKind.SourceDown))
        {
            throw new IOException("The source is down.");
        }

        DateTimeOffset now = context.Client.GetUtcNow();
        if (context.Scenario.SourceLifetime is { } lifetime && (_end - now < Ahead || _end - now > lifetime))
        {
            _end = now + lifetime;
        }

        return base.GetCredentials();
    }
}
