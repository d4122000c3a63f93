using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RoleChaining;

/// <summary>
/// A page in a headless Chromium, driven by the <see href="https://chromedevtools.github.io/devtools-protocol/">DevTools protocol</see>.
/// </summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly string? Program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly ClientWebSocket _page;
    private int _id;

    private Chromium(Process process, DirectoryInfo folder, ClientWebSocket page) => (_process, _folder, _page) = (process, folder, page);

    public static async Task<Chromium> OpenAsync(Uri url, CancellationToken cancellationToken)
    {
        Assert.SkipUnless(Program is not null, "There is no Chromium on this machine.");
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        Process process = Process.Start(new ProcessStartInfo(
            Program!, ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", $"--user-data-dir={folder.FullName}", url.ToString()])
        {
            RedirectStandardError = true,
        })!;
        int port = await PortAsync(process, cancellationToken);
        _ = process.StandardError.ReadToEndAsync(CancellationToken.None); // a full pipe would stop the browser
        using HttpClient http = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        while (true)
        {
            JsonArray targets = JsonNode.Parse(await http.GetStringAsync("/json/list", cancellationToken))!.AsArray();
            if (targets.FirstOrDefault(target => (string?)target!["type"] == "page") is { } page)
            {
                ClientWebSocket socket = new();
                await socket.ConnectAsync(new Uri((string)page["webSocketDebuggerUrl"]!), cancellationToken);
                Chromium chromium = new(process, folder, socket);
                while (await chromium.EvaluateAsync("document.readyState + location.href", cancellationToken) != "complete" + url)
                {
                    await Task.Yield();
                }

                return chromium;
            }
        }
    }

    /// <summary>The value of a script's last expression as text; promises are awaited.</summary>
    public async Task<string?> EvaluateAsync(string script, CancellationToken cancellationToken)
    {
        JsonObject call = new()
        {
            ["id"] = ++_id,
            ["method"] = "Runtime.evaluate",
            ["params"] = new JsonObject { ["expression"] = script, ["awaitPromise"] = true, ["returnByValue"] = true },
        };
        await _page.SendAsync(JsonSerializer.SerializeToUtf8Bytes(call), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
        while (true)
        {
            JsonNode answer = JsonNode.Parse(await ReceiveAsync(cancellationToken))!;
            if ((int?)answer["id"] == _id)
            {
                Assert.Null(answer["result"]!["exceptionDetails"]);
                return answer["result"]!["result"]!["value"]?.ToString();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _page.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A process of the browser's still writes there; the system's temporary folder is swept some day.
        }
    }

    private static async Task<int> PortAsync(Process process, CancellationToken cancellationToken)
    {
        while (await process.StandardError.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith("DevTools listening on ", StringComparison.Ordinal))
            {
                return new Uri(line["DevTools listening on ".Length..]).Port;
            }
        }

        throw new InvalidOperationException("Chromium ended before it could be driven.");
    }

    private async Task<string> ReceiveAsync(CancellationToken cancellationToken)
    {
        using MemoryStream message = new();
        byte[] buffer = new byte[64 * 1024];
        WebSocketReceiveResult part;
        do
        {
            part = await _page.ReceiveAsync(buffer, cancellationToken);
            message.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return System.Text.Encoding.UTF8.GetString(message.ToArray());
    }
}
