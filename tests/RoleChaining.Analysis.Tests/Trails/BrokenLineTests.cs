using System.Text.Json.Nodes;
using static RoleChaining.Trails.Records;

namespace RoleChaining.Trails;

/// <summary>A broken record is a fault at its place, and every other record counts once.</summary>
public sealed class BrokenLineTests
{
    // Of one part of a file.
    private const int PartSize = 256 * 1024;

    private static readonly string Alice = User("alice", "111111111111", "AKIAALICE");
    private static readonly string Good = Record(0);

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(199)]
    public async Task A_broken_line_is_a_fault_where_it_begins_and_the_others_count_once(int broken)
    {
        string[] lines = Lines(200, broken);
        await using TrailIndex trail = await ReadFileAsync(string.Join('\n', lines) + "\n");

        AssertRead(trail, 199, [PlaceOf(lines, broken)]);
        Assert.Equal(199, Assert.Single(trail.WhoIs("AKIAALICE")).Activity.Events); // a record without an event id counts too
    }

    [Fact]
    public async Task A_line_that_is_cut_at_any_place_takes_no_other_with_it()
    {
        for (int length = 1; length < Good.Length; length++)
        {
            await using TrailIndex trail = await ReadFileAsync($"{Good}\n{Good[..length]}\n{Good}\n{Good}");

            AssertRead(trail, 3, [Good.Length + 1]);
        }
    }

    /// <summary>The one that is cut before a value would take the next line for it.</summary>
    [Theory]
    [InlineData("\"requestParameters\":")]
    [InlineData("\"bucketName\":")]
    [InlineData("\"GetObj")]
    public async Task A_line_that_is_cut_where_the_next_part_of_the_file_begins_takes_no_other_with_it(string end)
    {
        string cut = Good[..(Good.IndexOf(end, StringComparison.Ordinal) + end.Length)];
        for (int before = 2; before < cut.Length + Good.Length + 5; before += 3)
        {
            // Blanks before the cut line, so that the part ends within it or the next one.
            string first = Good + new string(' ', PartSize - before - Good.Length - 1);
            await using TrailIndex trail = await ReadFileAsync($"{first}\n{cut}\n{Good}\n{Good}");

            AssertRead(trail, 3, [first.Length + 1]);
        }
    }

    [Theory]
    [InlineData("{\"a\": x")]
    [InlineData("what is this")]
    [InlineData("{\"a\": \"\\x")]
    public async Task A_broken_line_that_is_longer_than_a_part_of_the_file_is_passed_over(string start)
    {
        string broken = start + new string('y', 3 * PartSize);
        await using TrailIndex trail = await ReadFileAsync($"{Good}\n{broken}\n{Good}\n");

        AssertRead(trail, 2, [Good.Length + 1]);
    }

    [Fact]
    public async Task Each_of_several_broken_lines_is_a_fault()
    {
        string[] lines = Lines(20, 3, 4, 19);
        await using TrailIndex trail = await ReadFileAsync(string.Join('\n', lines));

        AssertRead(trail, 17, [PlaceOf(lines, 3), PlaceOf(lines, 4), PlaceOf(lines, 19)]);
    }

    /// <summary>Each record is read once, so that the time grows with the file, however many lines are broken.</summary>
    [Fact]
    public async Task The_first_faults_are_told_and_all_other_lines_count_once_however_many_are_broken()
    {
        string[] lines = Lines(20_000, [.. Enumerable.Range(0, 10_000).Select(pair => 2 * pair)]);
        await using TrailIndex trail = await ReadFileAsync(string.Join('\n', lines));

        AssertRead(trail, 10_000, [0, PlaceOf(lines, 2), PlaceOf(lines, 4)]);
    }

    [Theory]
    [InlineData("{\"Records\":[\n", ",\n", "\n]}")]
    [InlineData("{\"Records\":[\n", "\n,\n", "]\n}\n")]
    [InlineData("[", ",\n", "]")]
    public async Task A_broken_record_of_a_list_is_a_fault_and_those_on_the_lines_after_it_are_read(string begin, string between, string end)
    {
        string[] records = Lines(2000, 700);
        await using TrailIndex trail = await ReadFileAsync(begin + string.Join(between, records) + end);

        AssertRead(trail, 1999, [begin.Length + records[..700].Sum(record => record.Length + between.Length)]);
    }

    [Fact]
    public async Task A_file_of_one_line_is_read_up_to_its_broken_record()
    {
        const string Begin = "{\"Records\":[";
        string[] records = Lines(2000, 700);
        await using TrailIndex trail = await ReadFileAsync($"{Begin}{string.Join(',', records)}]}}");

        AssertRead(trail, 700, [Begin.Length + records[..700].Sum(record => record.Length + 1)]);
    }

    [Fact]
    public async Task Records_before_and_after_a_missing_comma_count_once()
    {
        await using TrailIndex trail = await ReadFileAsync($$"""{"Records":[{{Good}},{{Good}}{{"\n"}}{{Good}},{{Good}}]}""");

        Assert.Equal((4, 0, 1), (trail.EventCount, trail.DuplicateCount, trail.Faults.Count));
    }

    private static void AssertRead(TrailIndex trail, int events, IEnumerable<long> faults)
    {
        Assert.Equal(faults, trail.Faults.Select(fault => fault.Offset));
        Assert.Equal((events, 0), (trail.EventCount, trail.DuplicateCount));
    }

    private static string[] Lines(int count, params int[] broken)
    {
        HashSet<int> cut = [.. broken];
        return [.. Enumerable.Range(0, count).Select(number => cut.Contains(number) ? Record(number)[..^90] : Record(number))];
    }

    private static long PlaceOf(string[] lines, int number) => lines[..number].Sum(line => line.Length + 1);

    private static string Record(int number)
    {
        JsonNode record = JsonNode.Parse(Call(number / 60.0, Alice, "s3", "GetObject", "e"))!;
        record.AsObject().Remove("eventID");
        return record.ToJsonString();
    }
}
