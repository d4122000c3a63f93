using Amazon;
using Amazon.Runtime;
using Amazon.SecurityToken;

namespace RoleChaining.Benchmarks.World;

/// <summary>
/// The STS that both libraries call, and how: the AWS SDK's nested credentials take it from the process, ours from a builder.
/// </summary>
internal sealed class StsTarget
{
    private const string Region = "us-east-1";

    private readonly string _endpoint;
    private readonly HttpClientFactory? _transport;

    /// <param name="endpoint">Where it listens.</param>
    /// <param name="transport">Null for the transports that the two libraries make themselves.</param>
    public StsTarget(Uri endpoint, HttpClientFactory? transport = null)
    {
        _endpoint = endpoint.ToString();
        _transport = transport ?? (endpoint.Scheme == Uri.UriSchemeHttps ? LoopbackTls.Shared : null);
        Configure = ConfigureClient;
    }

    /// <summary>The same delegate each time, so that chains share their client as they do in an application.</summary>
    public Action<AmazonSecurityTokenServiceConfig> Configure { get; }

    /// <summary>Points the nested credentials of this process here, which can be told by its environment only.</summary>
    public StsTarget ForThisProcess()
    {
        Environment.SetEnvironmentVariable("AWS_REGION", Region);
        Environment.SetEnvironmentVariable("AWS_ENDPOINT_URL_STS", _endpoint);
        AWSConfigs.HttpClientFactory = _transport;
        return this;
    }

    /// <summary>What an application nests today.</summary>
    public static AWSCredentials Nested(int hops)
    {
        AWSCredentials credentials = Roles.Alice;
        for (int hop = 1; hop <= hops; hop++)
        {
            credentials = Nested(credentials, Roles.Hop(hop));
        }

        return credentials;
    }

    public static AWSCredentials Nested(AWSCredentials source, string roleArn) =>
        new AssumeRoleAWSCredentials(source, roleArn, "benchmark");

    /// <summary>A chain of one hop whose sessions have this name.</summary>
    public RoleChainBuilder Chained(string sessionName) => CreateBuilder().AssumeRole(Roles.Hop(1), options => options.SessionName = sessionName);

    /// <summary>The same chain as ours.</summary>
    public RoleChainBuilder Chained(int hops)
    {
        RoleChainBuilder builder = CreateBuilder();
        for (int hop = 1; hop <= hops; hop++)
        {
            builder.AssumeRole(Roles.Hop(hop), options => options.SessionName = "benchmark");
        }

        return builder;
    }

    public AWSCredentials Create(Library library, int hops) => library == Library.AwsSdk ? Nested(hops) : Chained(hops).Build();

    private void ConfigureClient(AmazonSecurityTokenServiceConfig config)
    {
        config.ServiceURL = _endpoint;
        config.AuthenticationRegion = Region;
        config.HttpClientFactory = _transport;
    }

    private RoleChainBuilder CreateBuilder() => new RoleChainBuilder().WithSource(Roles.Alice).WithRegion(Region).WithStsClientConfig(Configure);
}
