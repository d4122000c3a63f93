using Amazon.Runtime;
using Amazon.S3;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace RoleChaining.Testing;

/// <summary>Valid objects, of which a test changes what it is about.</summary>
internal static class Some
{
    public static string Trust(string principal, string condition = "") =>
        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"" + principal
        + "\"},\"Action\":[\"sts:AssumeRole\",\"sts:TagSession\",\"sts:SetSourceIdentity\"]"
        + (condition.Length == 0 ? string.Empty : ",\"Condition\":" + condition) + "}}";

    public static string Allow(string action, string resource) =>
        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"" + action + "\",\"Resource\":\"" + resource + "\"}}";

    public static AmazonSecurityTokenServiceClient Sts(LocalSts sts, AWSCredentials credentials, Action<AmazonSecurityTokenServiceConfig>? configure = null)
    {
        AmazonSecurityTokenServiceConfig config = new() { MaxErrorRetry = 0, MaxStaleConnectionRetries = 0 };
        configure?.Invoke(config);
        sts.Configure(config);
        return new(credentials, config);
    }

    public static AmazonS3Client S3(LocalSts sts, AWSCredentials credentials, bool pathStyle = false)
    {
        AmazonS3Config config = new() { MaxErrorRetry = 0, MaxStaleConnectionRetries = 0, ForcePathStyle = pathStyle };
        sts.Configure(config);
        return new(credentials, config);
    }

    public static AssumeRoleRequest Request(string roleArn, Action<AssumeRoleRequest>? change = null)
    {
        AssumeRoleRequest request = new() { RoleArn = roleArn, RoleSessionName = "tests" };
        change?.Invoke(request);
        return request;
    }

    public static async Task<Credentials> SessionAsync(LocalSts sts, AWSCredentials credentials, string roleArn, Action<AssumeRoleRequest>? change = null)
    {
        using AmazonSecurityTokenServiceClient client = Sts(sts, credentials);
        return (await client.AssumeRoleAsync(Request(roleArn, change), The.Cancellation)).Credentials;
    }

    public static Task<AmazonSecurityTokenServiceException> RefusalAsync(
        LocalSts sts, AWSCredentials credentials, string roleArn, Action<AssumeRoleRequest>? change = null) =>
        Assert.ThrowsAnyAsync<AmazonSecurityTokenServiceException>(() => SessionAsync(sts, credentials, roleArn, change));

    public static async Task<string> ArnAsync(LocalSts sts, AWSCredentials credentials)
    {
        using AmazonSecurityTokenServiceClient client = Sts(sts, credentials);
        return (await client.GetCallerIdentityAsync(new(), The.Cancellation)).Arn;
    }
}
