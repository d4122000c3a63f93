using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RoleChaining.Outside;

/// <summary>botocore, on which the AWS CLI is built, in one process for many cases: a second reader of the shared files.</summary>
internal sealed class BotocoreReader : IDisposable
{
    private static readonly string Script = Path.Combine(
        typeof(BotocoreReader).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Repository").Value!,
        "tests", "RoleChaining.Tests", "Outside", "botocore_reader.py");

    private readonly Process _process;

    private BotocoreReader(Process process) => _process = process;

    public static async Task<BotocoreReader> StartOrSkipAsync(CancellationToken cancellationToken)
    {
        try
        {
            Process process = Process.Start(new ProcessStartInfo("python3", [Script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            if (await process.StandardOutput.ReadLineAsync(cancellationToken) == "ready")
            {
                return new BotocoreReader(process);
            }

            process.Dispose();
        }
        catch (Win32Exception)
        {
        }

        Assert.Skip("botocore is not installed (pip install botocore): what profiles mean is not checked against it here.");
        throw new UnreachableException();
    }

    /// <summary>What it calls, and the key that it ends with, or its error.</summary>
    public async Task<JsonNode> FollowAsync(string? profile, IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken)
    {
        JsonObject names = [];
        foreach ((string name, string value) in variables)
        {
            names[name] = value;
        }

        JsonObject question = new() { ["profile"] = profile, ["variables"] = names };
        await _process.StandardInput.WriteLineAsync(question.ToJsonString(JsonSerializerOptions.Default).AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        string answer = await _process.StandardOutput.ReadLineAsync(cancellationToken) ?? throw new InvalidOperationException("The reader has ended.");
        return JsonNode.Parse(answer)!;
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
}
