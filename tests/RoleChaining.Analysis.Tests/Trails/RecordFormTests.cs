using System.IO.Compression;
using System.IO.Pipes;
using System.Text;
using System.Text.Json.Nodes;
using static RoleChaining.Trails.Records;

namespace RoleChaining.Trails;

/// <summary>What records come in, and files that are broken.</summary>
public sealed class RecordFormTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private static readonly string Hub = Assume(0, User("alice", "111111111111", "AKIAALICE"), "Hub", "orders", "222222222222", "ASIAHUB");

    private static readonly string Production =
        Assume(1, Session("Hub", "orders", "222222222222", "ASIAHUB", 0), "Production", "orders", "333333333333", "ASIAPROD");

    public static TheoryData<string, string> Forms => new()
    {
        { "file", File(Hub, Production) },
        { "array", $"[{Hub},{Production}]" },
        { "array of files", $"[{File(Hub)},{File(Production)}]" },
        { "lines", $"{Line(Hub)}\n{Line(Production)}\n" },
        { "lines of Windows", $"{Line(Hub)}\r\n\r\n{Line(Production)}" },
        { "one after the other", Hub + Production },
        { "EventBridge", $"{Event(Hub)}\n{Event(Production)}" },
        { "lookup-events", new JsonObject { ["Events"] = new JsonArray(Looked(Production), Looked(Hub)), ["NextToken"] = "x" }.ToJsonString() },
        { "CloudWatch Logs", new JsonObject { ["events"] = new JsonArray(Message(Hub), Message(Production)) }.ToJsonString() },
        { "subscription", new JsonObject { ["owner"] = "1", ["logEvents"] = new JsonArray(Message(Hub), Message(Production)) }.ToJsonString() },
        { "lookup-events in lines", $"{Looked(Hub).ToJsonString()}\n{Looked(Production).ToJsonString()}" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Records_are_found_in_whatever_is_around_them(string form, string text)
    {
        foreach (byte[] bytes in (byte[][])
            [Encoding.UTF8.GetBytes(text), [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)], [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)], Gzip(text)])
        {
            await using TrailIndex trail = await ReadBytesAsync(bytes);

            Assert.Empty(trail.Faults);
            Assert.Equal((form, 2), (form, trail.EventCount));
            Assert.Equal(TrailOutcome.Complete, Assert.Single(trail.WhoIs("ASIAPROD")).Outcome);
        }
    }

    [Fact]
    public async Task A_pipe_is_read_like_a_file()
    {
        if (!Directory.Exists("/dev/fd"))
        {
            Assert.Skip("A pipe has no path here.");
        }

        string text = File([Hub, Production, .. Enumerable.Range(0, 2000).Select(number => Call(2, User("alice", "111111111111", "AKIAALICE"), "s3", "GetObject", $"{number}"))]);
        foreach (byte[] bytes in (byte[][])
            [Encoding.UTF8.GetBytes(text), [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)], [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)], Gzip(text)])
        {
            await using AnonymousPipeServerStream pipe = new(PipeDirection.Out);
            Told told = new();
            Task<TrailIndex> reading = TrailIndex.ReadAsync([$"/dev/fd/{pipe.GetClientHandleAsString()}"], told, Token);
            await Task.WhenAny(pipe.WriteAsync(bytes, Token).AsTask(), reading); // nobody reads on after a failure
            pipe.DisposeLocalCopyOfClientHandle();
            pipe.Close();

            await using TrailIndex trail = await reading;

            Assert.Empty(trail.Faults);
            Assert.Equal(2002, trail.EventCount);
            Assert.Equal(new TrailProgress(1, 1, 0, 0, 2002), told.Last);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    public async Task A_file_of_a_few_bytes_has_no_records(string text)
    {
        await using TrailIndex trail = await ReadFileAsync(text);

        Assert.Equal((0, text == "{"), (trail.EventCount, trail.Faults.Count > 0));
    }

    /// <summary>A caller chooses its user agent, and the half of a surrogate pair is JSON by its grammar.</summary>
    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\u0041\uffff")]
    public async Task A_text_that_is_none_hides_nothing(string text)
    {
        byte[] file = Encoding.UTF8.GetBytes(File(Hub, Production).Replace("aws-cli/2.31.0", text, StringComparison.Ordinal));
        for (int i = 0; i + 2 < file.Length; i++)
        {
            // A byte that no UTF-8 has, after an escape.
            (file[i], file[i + 1], file[i + 2]) = file.AsSpan(i, 3).SequenceEqual("\uffff"u8) ? ((byte)' ', (byte)0xFF, (byte)' ') : (file[i], file[i + 1], file[i + 2]);
        }

        await using TrailIndex trail = await ReadBytesAsync(file);

        Assert.Empty(trail.Faults);
        Assert.Equal(TrailOutcome.Complete, Assert.Single(trail.WhoIs("ASIAPROD")).Outcome);
    }

    [Fact]
    public async Task A_folder_is_read_with_its_subfolders_without_digests_and_insights_and_copies_count_once()
    {
        using TemporaryFolder folder = new();
        Write(folder, "AWSLogs/111111111111/CloudTrail/eu-west-1/2026/11/20/111111111111_CloudTrail_eu-west-1_20261120T1205Z_a.json.gz", Gzip(File(Hub)));
        Write(folder, "AWSLogs/o-1/333333333333/CloudTrail/eu-west-1/2026/11/20/333333333333_CloudTrail_x.json.gz", Gzip(File(Production)));
        Write(folder, "AWSLogs/o-1/111111111111/CloudTrail/eu-west-1/2026/11/20/111111111111_CloudTrail_x.json.gz", Gzip(File(Hub)));
        Write(folder, "AWSLogs/111111111111/CloudTrail-Digest/eu-west-1/2026/11/20/digest.json.gz", Gzip("""{ "digestStartTime": "x" }"""));
        Write(folder, "AWSLogs/111111111111/CloudTrail-Insight/eu-west-1/2026/11/20/insight.json.gz", Gzip("broken"));
        Write(folder, "AWSLogs/111111111111/CloudTrail/", []);
        Write(folder, "notes.txt", [1, 2, 3]);
        Write(folder, "empty.json", []);

        await using TrailIndex trail = await TrailIndex.ReadAsync([folder.Path], cancellationToken: Token);

        Assert.Equal((3, 3L, 1L, 0), (trail.FileCount, trail.EventCount, trail.DuplicateCount, trail.Faults.Count));
        Assert.Equal(["222222222222", "333333333333"], trail.Accounts);
        Assert.Equal(TrailOutcome.Complete, Assert.Single(trail.WhoIs("ASIAPROD")).Outcome);
    }

    public static TheoryData<string, byte[], int> Broken => new()
    {
        { "truncated", Encoding.UTF8.GetBytes(File(Hub, Production))[..^200], 1 },
        { "a line of garbage", Encoding.UTF8.GetBytes($"{Line(Hub)}\nwhat is this\n{Line(Production)}"), 2 },
        { "a line cut short", Encoding.UTF8.GetBytes($"{Line(Hub)[..300]}\n{Line(Production)}"), 1 },
        { "deep", Encoding.UTF8.GetBytes($"{Line(Hub)}\n{{\"a\":{new string('[', 100_000)}\n{Line(Production)}"), 2 },
        { "broken gzip", [.. Gzip(File(Hub, Production))[..100], .. new byte[400]], 0 },
        { "gzip cut short", Gzip(File(Hub, Production))[..^40], 0 },
        { "no JSON", Encoding.UTF8.GetBytes("eventTime,eventName\n2026,AssumeRole"), 0 },
        { "no time", Encoding.UTF8.GetBytes(Hub.Replace("2026-11-20T12:00:00Z", "yesterday", StringComparison.Ordinal) + Production), 1 },
        { "wrong types", Encoding.UTF8.GetBytes(Hub.Replace("\"2026-11-20T12:00:00Z\"", "{ \"a\": [ 1 ] }", StringComparison.Ordinal) + Production), 1 },
        { "a broken text", Encoding.UTF8.GetBytes($$"""{ "events": [ { "message": "{ \"eventName\": " } ] }{{Hub}}"""), 1 },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task What_is_broken_is_a_fault_with_file_and_place_and_the_rest_is_read(string what, byte[] bytes, int events)
    {
        await using TrailIndex trail = await ReadBytesAsync(bytes);

        TrailFault fault = trail.Faults[0];
        Assert.EndsWith("trail.json", fault.File, StringComparison.Ordinal);
        Assert.InRange(fault.Offset, 0, bytes.Length + 100_000);
        Assert.True(trail.EventCount >= events, $"{what}: {trail.EventCount} of {events}: {fault}");
    }

    [Fact]
    public async Task Huge_and_odd_values_are_not_kept_and_harm_nothing()
    {
        string record = Hub
            .Replace("\"orders\"", $"\"{new string('x', 3_000_000)}\"", StringComparison.Ordinal)
            .Replace("\"AIDAalice\"", "[ { \"principalId\": 7 } ]", StringComparison.Ordinal)
            .Replace("\"userName\": \"alice\"", "\"userName\": \"HIDDEN_DUE_TO_SECURITY_REASONS\"", StringComparison.Ordinal);
        await using TrailIndex trail = await ReadFileAsync(File(record, Production));

        Assert.Empty(trail.Faults);
        TrailPath path = Assert.Single(trail.WhoIs("ASIAPROD"));
        Assert.Equal(2, path.Hops.Count);
        Assert.DoesNotContain("HIDDEN", path.Source.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{x\n", 60_000)]
    [InlineData("{'a':1}\n", 20_000)] // a log of Python
    public async Task However_many_lines_are_broken_the_others_are_read(string line, int count)
    {
        string broken = string.Concat(Enumerable.Repeat(line, count));
        await using TrailIndex trail = await ReadFileAsync($"{Line(Hub)}\n{broken}{Line(Production)}\n");

        Assert.NotEmpty(trail.Faults);
        Assert.Equal(TrailOutcome.Complete, Assert.Single(trail.WhoIs("ASIAPROD")).Outcome);
    }

    [Fact]
    public async Task A_path_that_is_not_there_is_an_error() =>
        Assert.Contains("nowhere", (await Assert.ThrowsAsync<FileNotFoundException>(() => TrailIndex.ReadAsync(["nowhere"], cancellationToken: Token))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Progress_ends_with_everything_read()
    {
        using TemporaryFolder folder = new();
        Told told = new();
        string[] files = [folder.Write("a.json", File(Hub)), folder.Write("b.json", File(Production))];
        await TrailIndex.ReadAsync(files, told, Token);

        Assert.Equal((2, 2, 2L), (told.Last.FilesRead, told.Last.FileCount, told.Last.Events));
        Assert.Equal(told.Last.ByteCount, told.Last.BytesRead);
        Assert.Equal(files.Sum(file => new FileInfo(file).Length), told.Last.ByteCount);
    }

    [Fact]
    public async Task A_link_counts_as_the_file_that_it_leads_to()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("A link needs a privilege here.");
        }

        using TemporaryFolder folder = new();
        Told told = new();
        string file = folder.Write("a.json", File(Hub));
        string link = Path.Combine(folder.Path, "b.json");
        System.IO.File.CreateSymbolicLink(link, file);
        await TrailIndex.ReadAsync([link], told, Token);

        Assert.Equal(new FileInfo(file).Length, told.Last.ByteCount);
    }

    private static async Task<TrailIndex> ReadBytesAsync(byte[] bytes)
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, "trail.json");
        await System.IO.File.WriteAllBytesAsync(file, bytes, Token);
        return await TrailIndex.ReadAsync([file], cancellationToken: Token);
    }

    private static void Write(TemporaryFolder folder, string name, byte[] bytes)
    {
        string path = Path.Combine(folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (Path.GetFileName(path).Length > 0)
        {
            System.IO.File.WriteAllBytes(path, bytes);
        }
    }

    private static byte[] Gzip(string text)
    {
        using MemoryStream stream = new();
        using (GZipStream gzip = new(stream, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return stream.ToArray();
    }

    private static string Event(string record) => $$"""
        { "version": "0", "id": "x", "detail-type": "AWS API Call via CloudTrail", "source": "aws.sts", "time": "2026-11-20T12:00:00Z", "detail": {{record}} }
        """;

    private static JsonObject Looked(string record) => new() { ["EventId"] = "x", ["EventName"] = "AssumeRole", ["CloudTrailEvent"] = Line(record) };

    private static JsonObject Message(string record) => new() { ["timestamp"] = 1, ["message"] = Line(record) };

    private sealed class Told : IProgress<TrailProgress>
    {
        public TrailProgress Last { get; private set; }

        public void Report(TrailProgress value) => Last = value;
    }
}
