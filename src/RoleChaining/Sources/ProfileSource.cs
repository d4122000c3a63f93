using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RoleChaining.Profiles;

namespace RoleChaining.Sources;

/// <summary>
/// A profile of the shared AWS files. They are read again at each refresh, because other programs rotate the keys in them.
/// </summary>
/// <param name="profileName">Any profile.</param>
/// <param name="follow">Makes a chain of one that is itself a role or a web identity.</param>
internal sealed class ProfileSource(string profileName, Func<string, AWSCredentials> follow, TimeProvider clock, ILogger logger)
    : ICredentialsSource
{
    private readonly KeptCredentials _kept = new(clock, logger);
    private AWSCredentials? _followed;

    public string Description => $"the profile '{profileName}'";

    public AWSCredentials? Known => null;

    public TimeSpan? Timeout
    {
        get
        {
            try
            {
                return Follow().Keys?.LongestRead;
            }
            catch (OptionsValidationException)
            {
                return null; // the reading tells it
            }
        }
    }

    public string? Advice(Exception failure) => _kept.Advice(failure);

    public string? FindIdentity() =>
        Follow() is { Hops.Count: 0, Keys: { } keys } ? keys.FindIdentity() : null;

    public AWSCredentials Find()
    {
        ProfileChain chain = Follow();
        if (chain.Hops.Count > 0 || chain.Keys!.Kind == ProfileCredentialKind.WebIdentity)
        {
            // Built once: a role that somebody changes in the files holds from the next start on.
            return _followed ??= follow(profileName);
        }

        return _kept.Get(chain.Keys);
    }

    private ProfileChain Follow()
    {
        ProfileErrors errors = new();
        ProfileChain chain = ProfileChain.Follow(profileName, ProfileFiles.Read(errors), errors);
        errors.ThrowIfAny();
        return chain;
    }
}
