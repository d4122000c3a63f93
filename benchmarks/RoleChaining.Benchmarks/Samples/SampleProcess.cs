using System.Diagnostics;
using System.Text.Json;
using RoleChaining.Benchmarks.Serving;

namespace RoleChaining.Benchmarks.Samples;

/// <summary>Takes one sample in a fresh process.</summary>
internal static class SampleProcess
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static SampleResult Run(IEnumerable<string> arguments)
    {
        using Process process = ThisProgram.Start(["sample", .. arguments]);
        Task<string?> answer = process.StandardOutput.ReadLineAsync();
        if (!answer.Wait(Patience))
        {
            process.Kill();
            return new SampleResult(Patience.TotalMilliseconds) { IsGivenUp = true };
        }

        process.WaitForExit();
        return answer.Result is { } json && JsonSerializer.Deserialize<SampleResult>(json) is { } result
            ? result
            : throw new InvalidOperationException($"The sample failed: exit code {process.ExitCode}.");
    }

    /// <summary>The other side: what <c>sample</c> does.</summary>
    public static int Answer(string kind, Arguments arguments)
    {
        SampleResult result = kind switch
        {
            "storm" => StormSample.Run(arguments),
            _ => throw new ArgumentException($"There is no sample '{kind}'.", nameof(kind)),
        };
        Console.WriteLine(JsonSerializer.Serialize(result));
        return 0;
    }
}
