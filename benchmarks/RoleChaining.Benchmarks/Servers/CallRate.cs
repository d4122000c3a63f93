using System.Diagnostics;
using System.Net;

namespace RoleChaining.Benchmarks.Servers;

/// <summary>How many calls a second a server answers.</summary>
internal static class CallRate
{
    /// <param name="call">The call.</param>
    /// <param name="callers">How many are under way at any time.</param>
    /// <param name="seconds">For how long.</param>
    /// <exception cref="InvalidOperationException">An answer is not a success.</exception>
    public static async Task<double> MeasureAsync(SignedCall call, int callers, double seconds)
    {
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
        await DemandAsync(http, call, signed: false, HttpStatusCode.Forbidden);
        await DemandAsync(http, call, signed: true, HttpStatusCode.OK);
        long started = Stopwatch.GetTimestamp();
        int[] counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallAsync)));
        return counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;

        async Task<int> CallAsync()
        {
            int count = 0;
            for (; Stopwatch.GetElapsedTime(started).TotalSeconds < seconds; count++)
            {
                await DemandAsync(http, call, signed: true, HttpStatusCode.OK);
            }

            return count;
        }
    }

    private static async Task DemandAsync(HttpClient http, SignedCall call, bool signed, HttpStatusCode status)
    {
        using HttpRequestMessage request = call.ToRequest(signed);
        using HttpResponseMessage response = await http.SendAsync(request);
        string answer = await response.Content.ReadAsStringAsync();
        if (response.StatusCode != status)
        {
            throw new InvalidOperationException($"{request.RequestUri} answers {(int)response.StatusCode} where {(int)status} is due: {answer}");
        }
    }
}
