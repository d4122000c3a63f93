using Amazon.Runtime;

namespace RoleChaining.Sources;

/// <summary>Where the first credentials are found.</summary>
internal interface ICredentialsSource
{
    /// <summary>For the reader of an error: "the profile dev".</summary>
    string Description { get; }

    /// <summary>The credentials, where they are known without looking.</summary>
    AWSCredentials? Known { get; }

    /// <summary>
    /// Who the credentials belong to, where that is proved by less than the credentials; null where only they tell. May block and throw.
    /// </summary>
    string? FindIdentity() => null;

    /// <summary>How long a read may take; null for as long as a call to STS.</summary>
    TimeSpan? Timeout => null;

    /// <summary>What failed and what to do about it; null where it may pass by itself.</summary>
    string? Advice(Exception failure) => null;

    /// <summary>Finds the credentials; may block and throw.</summary>
    AWSCredentials Find();
}
