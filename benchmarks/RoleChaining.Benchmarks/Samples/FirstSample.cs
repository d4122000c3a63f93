using Amazon.Runtime;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Samples;

/// <summary><c>sample first</c>: a process that does nothing but get its first credentials. Its parent holds the watch.</summary>
internal static class FirstSample
{
    public static Dictionary<string, double> Run(Arguments arguments)
    {
        if (arguments.Get("--hops", 2) is > 0 and int hops)
        {
            StsTarget target = new StsTarget(new Uri(arguments.Get("--endpoint")!)).ForThisProcess();
            AWSCredentials credentials = target.Create(arguments.Get("--library", Library.Ours), hops);
            credentials.GetCredentialsAsync().GetAwaiter().GetResult();
        }

        return [];
    }
}
