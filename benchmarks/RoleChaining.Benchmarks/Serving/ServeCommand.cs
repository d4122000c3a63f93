using System.Globalization;
using RoleChaining.Benchmarks.World;
using RoleChaining.Testing;

namespace RoleChaining.Benchmarks.Serving;

/// <summary>
/// <c>serve --latency 20 [--tls] [--spokes 100]</c>: the local STS as a process of its own, since blocked callers would starve a server of
/// theirs. Prints where it listens; each line read is answered by the number of AssumeRole calls since the last; ends with its input.
/// </summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        await using LocalSts sts = await LocalSts.StartAsync(options => options.UseHttps = arguments.Has("--tls"));
        sts.AddRoles(arguments.Get("--spokes", 0));
        if (arguments.Get("--latency", 0) is > 0 and int milliseconds)
        {
            sts.AddFault(StsFault.Latency(TimeSpan.FromMilliseconds(milliseconds)));
        }

        Console.WriteLine(sts.Endpoint);
        while (await Console.In.ReadLineAsync() is not null)
        {
            Console.WriteLine(sts.Calls.Count(call => call.Action == "AssumeRole").ToString(CultureInfo.InvariantCulture));
            sts.ClearCalls();
        }

        return 0;
    }
}
