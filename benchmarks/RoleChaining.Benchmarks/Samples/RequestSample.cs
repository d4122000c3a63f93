using Amazon.Runtime;
using Amazon.S3;
using RoleChaining.Benchmarks.Transports;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Samples;

/// <summary><c>sample request</c>: S3 requests with static keys, nested and chained credentials, all in one process and in turns.</summary>
internal static class RequestSample
{
    private const int Rounds = 500;
    private const int Times = 25;

    public static Dictionary<string, double> Run()
    {
        StsTarget target = new StsTarget(new Uri("http://request.local"), new CannedTransport(new CannedSts())).ForThisProcess();

        // Before the first chain, which puts handlers into the clients made after it: these two are to be as they are without us.
        AWSCredentials nested = StsTarget.Nested(hops: 2);
        ImmutableCredentials session = nested.GetCredentials();
        using AmazonS3Client staticClient = Client(new SessionAWSCredentials(session.AccessKey, session.SecretKey, session.Token));
        using AmazonS3Client nestedClient = Client(nested);
        using AmazonS3Client chainedClient = Client(target.Chained(hops: 2).Build());
        return new Rounds(Rounds, Times)
            .Add("static", times => Send(staticClient, times))
            .Add("nested", times => Send(nestedClient, times))
            .Add("chained", times => Send(chainedClient, times))
            .Measure();
    }

    /// <summary>A client whose requests go nowhere.</summary>
    public static AmazonS3Client Client(AWSCredentials credentials) => new(
        credentials,
        new AmazonS3Config
        {
            ServiceURL = "http://s3.local",
            AuthenticationRegion = "us-east-1",
            HttpClientFactory = new CannedTransport(new CannedS3()),
        });

    private static void Send(AmazonS3Client client, int times)
    {
        for (int i = 0; i < times; i++)
        {
            client.ListBucketsAsync().GetAwaiter().GetResult();
        }
    }
}
