using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using RoleChaining.Profiles;

namespace RoleChaining.Sources;

/// <summary>
/// The credentials of what a profile holds: a process, an SSO session and their like are kept, with what they remember, until their
/// settings change, or another person signs in.
/// </summary>
internal sealed class KeptCredentials(TimeProvider clock, ILogger logger)
{
    private ProfileCredentialSettings? _keys;
    private string? _identity;
    private AWSCredentials? _credentials;

    public AWSCredentials Get(ProfileCredentialSettings keys)
    {
        string? identity = keys.FindIdentity();
        if (_credentials is null || !keys.Equals(_keys) || identity != _identity)
        {
            (_keys, _identity, _credentials) = (keys, identity, null);
            _credentials = ProfileCredentials.Create(keys, clock, logger);
        }

        return _credentials;
    }

    /// <summary>What to do about a failure of the last ones; null where it may pass by itself.</summary>
    public string? Advice(Exception failure) => ProfileAdvice.For(_keys, failure);
}
