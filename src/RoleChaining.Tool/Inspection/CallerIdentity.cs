using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using RoleChaining.Sts;

namespace RoleChaining.Tool.Inspection;

/// <summary>Whose credentials these are, in the words of STS.</summary>
/// <param name="Account">The account; null where STS rejected them.</param>
/// <param name="Arn">Who it is; null where STS rejected them.</param>
/// <param name="Error">The error code of a rejection.</param>
internal sealed record CallerIdentity(string? Account, string? Arn, string? Error)
{
    /// <summary>What STS answers for a session that has ended, or is not known any more.</summary>
    private static readonly string[] Rejections =
        ["ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException"];

    /// <param name="credentials">The credentials.</param>
    /// <param name="sts">The STS to ask; null for that of us-east-1.</param>
    /// <param name="region">The region of the STS, where its address does not tell it.</param>
    /// <param name="caBundle">The file of the authorities that are trusted; null for the machine's.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="AmazonServiceException">STS did not decide: it is out of reach, say.</exception>
    public static async Task<CallerIdentity> AskAsync(
        AWSCredentials credentials, Uri? sts, string? region, string? caBundle, CancellationToken cancellationToken)
    {
        AmazonSecurityTokenServiceConfig config = new() { AuthenticationRegion = RegionOf(sts) ?? region ?? "us-east-1" };
        if (caBundle is not null)
        {
            config.HttpClientFactory = new StsHttpClientFactory(callers: null, caBundle);
        }

        if (sts is null)
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region ?? "us-east-1");
        }
        else
        {
            config.ServiceURL = sts.ToString();
        }

        using AmazonSecurityTokenServiceClient client = new(credentials, config);
        try
        {
            GetCallerIdentityResponse identity = await client.GetCallerIdentityAsync(new(), cancellationToken).ConfigureAwait(false);
            return new(identity.Account, identity.Arn, null);
        }
        catch (AmazonServiceException e) when (Rejections.Contains(e.ErrorCode))
        {
            return new(null, null, e.ErrorCode);
        }
    }

    /// <summary>The region in <c>sts.REGION.amazonaws.com</c> and its like.</summary>
    private static string? RegionOf(Uri? sts) =>
        sts?.Host.Split('.') is ["sts" or "sts-fips", var region, _, _, ..] && region.Contains('-', StringComparison.Ordinal)
            ? region
            : null;
}
