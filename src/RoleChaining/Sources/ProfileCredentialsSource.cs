using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using RoleChaining.Profiles;

namespace RoleChaining.Sources;

/// <summary>
/// What a chain of profiles begins with. The keys are looked up again at each refresh, in the profile where they were found, because
/// other programs rotate them.
/// </summary>
internal sealed class ProfileCredentialsSource(ProfileCredentialSettings found, TimeProvider clock, ILogger logger) : ICredentialsSource
{
    private readonly KeptCredentials _kept = new(clock, logger);

    public string Description => $"the profile '{found.Profile.Name}'";

    public AWSCredentials? Known => null;

    public TimeSpan? Timeout => found.LongestRead;

    public string? Advice(Exception failure) => _kept.Advice(failure);

    public string? FindIdentity() =>
        found.Kind is ProfileCredentialKind.Sso or ProfileCredentialKind.Static ? ReadAgain().FindIdentity() : null;

    public AWSCredentials Find() =>
        _kept.Get(
            found.Kind is ProfileCredentialKind.InstanceMetadata or ProfileCredentialKind.Environment or ProfileCredentialKind.Container
                ? found
                : ReadAgain());

    private ProfileCredentialSettings ReadAgain()
    {
        ProfileErrors errors = new();
        ProfileFiles files = ProfileFiles.Read(errors);
        if (files.Find(found.Profile.Name) is not { } profile)
        {
            errors.Add($"Profile \"{found.Profile.Name}\": {ProfileErrors.Sentence(files.Missing(found.Profile.Name))}");
            profile = found.Profile;
        }

        ProfileCredentialSettings? keys = ProfileCredentialSettingsReader.Read(profile, files, errors);
        errors.ThrowIfAny();
        return keys!;
    }
}
