using System.Diagnostics;
using System.Globalization;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Serving;

/// <summary>A local STS in another process, as long as this is not disposed of.</summary>
internal sealed class StsProcess : IDisposable
{
    private readonly Process _process;

    private StsProcess(Process process, int latency)
    {
        Latency = latency;
        _process = process;
        Endpoint = new Uri(ReadLine());
        Target = new StsTarget(Endpoint);
    }

    /// <summary>Milliseconds until it answers.</summary>
    public int Latency { get; }

    public Uri Endpoint { get; }

    public StsTarget Target { get; }

    public static StsProcess Start(int latency, bool tls = false, int spokes = 0)
    {
        List<string> arguments = ["serve", "--latency", Number(latency), "--spokes", Number(spokes)];
        if (tls)
        {
            arguments.Add("--tls");
        }

        return new StsProcess(ThisProgram.Start(arguments), latency);
    }

    /// <summary>How many AssumeRole calls it has had since this was last asked.</summary>
    public int TakeCalls()
    {
        _process.StandardInput.WriteLine();
        return int.Parse(ReadLine(), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private string ReadLine() => _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The STS process has ended.");

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
