using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace RoleChaining;

/// <summary>
/// The dashboard queries of the documentation, evaluated by Prometheus's own
/// <see href="https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/">promtool</see> over series as they are exported.
/// </summary>
public sealed partial class PrometheusTests : IDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private static readonly string? Program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "promtool")).FirstOrDefault(File.Exists);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("role-chaining-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Prometheus_accepts_every_query()
    {
        StringBuilder rules = new("groups:\n- name: dashboard\n  rules:\n");
        MatchCollection queries = Query().Matches(Repository.Read("src/RoleChaining.Hosting/README.md"));
        Assert.True(queries.Count >= 7);
        foreach (Match query in queries)
        {
            rules.Append(CultureInfo.InvariantCulture, $"  - record: dashboard:{rules.Length}\n    expr: '{query.Groups[2].Value}'\n");
        }

        await RunAsync("check", "rules", await WriteAsync("rules.yaml", rules.ToString()));
    }

    /// <summary>A sample each 30 s, looked at after 10 minutes.</summary>
    [Theory]
    // 3 readers wait at every scrape; 3 waited at the start and nobody since.
    [InlineData("Does anybody wait?", "{}", "0.1", "callers_waited_total{role_chaining_chain=\"orders\"}", "0+3x20")]
    [InlineData("Does anybody wait?", "{}", "0", "callers_waited_total{role_chaining_chain=\"orders\"}", "3x20")]
    // What succeeds is not there; a failure is there from its second time.
    [InlineData("Do refreshes fail?", null, null, "refreshes_total{outcome=\"success\",hop=\"1\",background=\"True\",role_chaining_chain=\"orders\"}", "0+3x20")]
    [InlineData("Do refreshes fail?", "{outcome=\"AccessDenied\",hop=\"2\",role_chaining_chain=\"orders\"}", "1", "refreshes_total{outcome=\"AccessDenied\",hop=\"2\",background=\"True\",role_chaining_chain=\"orders\"}", "_x16 1+1x3")]
    // The worst of all processes.
    [InlineData("How long until readers fail?", "{hop=\"2\",role_chaining_chain=\"orders\"}", "190", "session_time_to_expiry_seconds{hop=\"2\",role_chaining_chain=\"orders\",instance=\"a\"}", "790-30x20", "session_time_to_expiry_seconds{hop=\"2\",role_chaining_chain=\"orders\",instance=\"b\"}", "900x20")]
    // One rejection is seen, because its series begins with a zero.
    [InlineData("Do services reject sessions?", "{hop=\"1\",role_chaining_chain=\"orders\"}", "1", "sessions_rejected_total{hop=\"1\",role_chaining_chain=\"orders\"}", "0x16 1x3")]
    [InlineData("Do services reject sessions?", "{hop=\"1\",role_chaining_chain=\"orders\"}", "0", "sessions_rejected_total{hop=\"1\",role_chaining_chain=\"orders\"}", "0x20")]
    // Of 100 calls, 99 within 50 ms.
    [InlineData("How slow is STS?", "{region=\"eu-west-1\"}", "0.05", "assume_role_duration_seconds_bucket{region=\"eu-west-1\",outcome=\"success\",role_chaining_chain=\"orders\",le=\"0.025\"}", "0x20", "assume_role_duration_seconds_bucket{region=\"eu-west-1\",outcome=\"success\",role_chaining_chain=\"orders\",le=\"0.05\"}", "0+99x20", "assume_role_duration_seconds_bucket{region=\"eu-west-1\",outcome=\"success\",role_chaining_chain=\"orders\",le=\"+Inf\"}", "0+100x20")]
    [InlineData("Does the session cache help?", "{hop=\"2\",outcome=\"hit\"}", "0.1", "cache_lookups_total{hop=\"2\",outcome=\"hit\",role_chaining_chain=\"orders\"}", "0+3x20")]
    // 300 calls a second of two processes; also where Prometheus looks once a minute.
    [InlineData("How near to the quota?", "{region=\"eu-west-1\"}", "300", "assume_role_duration_seconds_count{region=\"eu-west-1\",outcome=\"success\",instance=\"a\"}", "0+6000x20", "assume_role_duration_seconds_count{region=\"eu-west-1\",outcome=\"success\",instance=\"b\"}", "0+3000x20")]
    [InlineData("How near to the quota?", "{region=\"eu-west-1\"}", "100", "assume_role_duration_seconds_count{region=\"eu-west-1\",outcome=\"success\"}", "_ 0 _ 6000 _ 12000 _ 18000 _ 24000 _ 30000 _ 36000 _ 42000 _ 48000 _ 54000")]
    public async Task A_query_answers_its_question(string question, string? labels, string? value, params string[] series)
    {
        string query = Query().Matches(Repository.Read("src/RoleChaining.Hosting/README.md")).Single(match => match.Groups[1].Value == question).Groups[2].Value;
        string compared = value == "1" ? $"({query}) > bool 0" : query; // a rate of few samples is extrapolated
        StringBuilder test = new("evaluation_interval: 30s\ntests:\n- interval: 30s\n  input_series:\n");
        for (int i = 0; i < series.Length; i += 2)
        {
            test.Append(CultureInfo.InvariantCulture, $"  - series: 'role_chaining_{series[i]}'\n    values: '{series[i + 1]}'\n");
        }

        string samples = labels is null ? "[]" : $"\n    - labels: '{labels}'\n      value: {value}";
        test.Append(CultureInfo.InvariantCulture, $"  promql_expr_test:\n  - expr: '{compared}'\n    eval_time: 10m\n    exp_samples: {samples}\n");
        await RunAsync("test", "rules", await WriteAsync("test.yaml", test.ToString()));
    }

    private async Task<string> WriteAsync(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        await File.WriteAllTextAsync(path, text, Token);
        return path;
    }

    private static async Task RunAsync(params string[] arguments)
    {
        Assert.SkipUnless(Program is not null, "There is no promtool on this machine; Debian's package prometheus has it.");
        using Process promtool = Process.Start(new ProcessStartInfo(Program!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string[] texts = await Task.WhenAll(promtool.StandardOutput.ReadToEndAsync(Token), promtool.StandardError.ReadToEndAsync(Token));
        await promtool.WaitForExitAsync(Token);
        Assert.True(promtool.ExitCode == 0, string.Concat(texts));
    }

    [GeneratedRegex(@"^\| ([^|]*\?) \| `([^`]*role_chaining[^`]*)`", RegexOptions.Multiline)]
    private static partial Regex Query();
}
