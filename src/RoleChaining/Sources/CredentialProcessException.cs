using Amazon.Runtime;

namespace RoleChaining.Sources;

/// <summary>A <c>credential_process</c> gave no credentials. The message holds nothing of what it printed.</summary>
internal sealed class CredentialProcessException(string message, bool isPermanent) : AmazonClientException(message)
{
    /// <summary>It will fail again until somebody changes the file or the program.</summary>
    public bool IsPermanent => isPermanent;
}
