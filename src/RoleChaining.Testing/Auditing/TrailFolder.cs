using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace RoleChaining.Testing;

/// <summary>
/// Writes events into the folders and files that CloudTrail makes in a bucket:
/// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
/// </summary>
internal static class TrailFolder
{
    private const string NameCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>A file for each account, region and day.</summary>
    /// <returns>The files.</returns>
    public static async Task<IReadOnlyList<string>> WriteAsync(
        string folder, (StsCall Call, TrailDetail? Detail)[] entries, DateTimeOffset now, CancellationToken cancellationToken)
    {
        List<string> files = [];
        foreach (string account in CloudTrail.Accounts(entries))
        {
            foreach (var part in entries.GroupBy(entry => (CloudTrail.Region(entry.Call), entry.Call.At.UtcDateTime.Date)))
            {
                IReadOnlyList<string> events = CloudTrail.Events(part, account);
                if (events.Count == 0)
                {
                    continue;
                }

                (string region, DateTime day) = part.Key;
                string path = Path.Combine(
                    folder, "AWSLogs", account, "CloudTrail", region, day.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture), Name(account, region, now));
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await WriteAsync(path, events, cancellationToken).ConfigureAwait(false);
                files.Add(path);
            }
        }

        return files;
    }

    // A reader of the folder sees a file whole or not at all.
    private static async Task WriteAsync(string path, IReadOnlyList<string> events, CancellationToken cancellationToken)
    {
        string unfinished = path + ".unfinished";
        FileStream file = new(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        await using (file.ConfigureAwait(false))
        {
            GZipStream gzip = new(file, CompressionLevel.Optimal);
            await using (gzip.ConfigureAwait(false))
            {
                string text = $$"""{"Records":[{{string.Join(',', events)}}]}""";
                await gzip.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
            }
        }

        File.Move(unfinished, path);
    }

    private static string Name(string account, string region, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"{account}_CloudTrail_{region}_{now.UtcDateTime:yyyyMMdd'T'HHmm'Z'}_{RandomNumberGenerator.GetString(NameCharacters, 16)}.json.gz");
}
