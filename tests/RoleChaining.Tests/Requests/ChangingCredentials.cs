using Amazon.Runtime;

namespace RoleChaining.Requests;

/// <summary>Credentials that are other ones at every read: what a refresh between two reads looks like.</summary>
internal sealed class ChangingCredentials : AWSCredentials
{
    private int _reads;

    public override ImmutableCredentials GetCredentials()
    {
        int read = Interlocked.Increment(ref _reads);
        return new ImmutableCredentials($"ASIA{read}", "secret", $"TOKEN{read}");
    }
}
