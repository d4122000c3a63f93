using Amazon.Runtime;
using RoleChaining.Benchmarks;
using RoleChaining.Benchmarks.World;

// A process that does nothing but get its first credentials and say so: what a function pays for a cold start. Its parent holds the watch.
// It is a program of its own so that it can be compiled natively, and has nothing to load that it does not need.
if (args is not [string library, string hops, string endpoint])
{
    await Console.Error.WriteLineAsync("nested | by-hand | chained, HOPS, ENDPOINT");
    return 2;
}

StsTarget target = new StsTarget(new Uri(endpoint)).ForThisProcess();
int number = int.Parse(hops, System.Globalization.CultureInfo.InvariantCulture);
AWSCredentials credentials = library switch
{
    "nested" => StsTarget.Nested(number),
    "by-hand" => await CallsByHand.AssumeAsync(target, number),
    _ => target.Chained(number).Build(),
};
await credentials.GetCredentialsAsync();
Console.WriteLine("first credentials");
return 0;
