using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using RoleChaining.Profiles;

namespace RoleChaining.Sources;

/// <summary>
/// The credentials of what a profile holds: a process, an SSO session and their like are kept, with what they remember, until their
/// settings change.
/// </summary>
internal sealed class KeptCredentials(TimeProvider clock, ILogger logger)
{
    private ProfileCredentialSettings? _keys;
    private AWSCredentials? _credentials;

    public AWSCredentials Get(ProfileCredentialSettings keys)
    {
        if (_credentials is null || !keys.Equals(_keys))
        {
            (_keys, _credentials) = (keys, null);
            _credentials = ProfileCredentials.Create(keys, clock, logger);
        }

        return _credentials;
    }

    /// <summary>What to do about a failure of the last ones; null where it may pass by itself.</summary>
    public string? Advice(Exception failure) => ProfileAdvice.For(_keys, failure);
}
