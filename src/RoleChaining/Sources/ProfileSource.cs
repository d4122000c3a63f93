using Amazon.Runtime;
using RoleChaining.Profiles;

namespace RoleChaining.Sources;

/// <summary>
/// A profile of the shared AWS files. They are read again at each refresh, because other programs rotate the keys in them; a process, an
/// SSO session and their like are kept, with what they remember, until their settings change.
/// </summary>
/// <param name="profileName">Any profile.</param>
/// <param name="follow">Makes a chain of one that is itself a role or a web identity.</param>
internal sealed class ProfileSource(string profileName, Func<string, AWSCredentials> follow) : ICredentialsSource
{
    private ProfileKeys? _keys;
    private AWSCredentials? _credentials;

    public string Description => $"the profile '{profileName}'";

    public AWSCredentials? Known => null;

    public AWSCredentials Find()
    {
        ProfileFaults faults = new();
        ProfileChain chain = ProfileChain.Follow(profileName, ProfileFiles.Read(faults), faults);
        faults.ThrowIfAny();
        if (chain.Hops.Count > 0 || chain.Keys!.Kind == ProfileKeyKind.WebIdentity)
        {
            // Built once: a role that somebody changes in the files holds from the next start on.
            return _credentials = _credentials as ChainedAWSCredentials ?? follow(profileName);
        }

        if (_credentials is null || !chain.Keys.Equals(_keys))
        {
            (_keys, _credentials) = (chain.Keys, ProfileCredentials.Create(chain.Keys));
        }

        return _credentials;
    }
}
