using System.Diagnostics;
using System.Text.Json;

namespace RoleChaining.Tool;

/// <summary>Sessions kept between runs of the command.</summary>
public sealed class CacheTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_folder_of_the_sessions_may_be_in_the_home_as_a_shell_writes_it(bool byVariable)
    {
        await using Shell shell = await Shell.OpenAsync();
        shell.Variables["ROLE_CHAIN_CACHE"] = byVariable ? "~/cc" : null;
        string[] option = byVariable ? [] : ["--cache-folder=~/cc"];
        Shell.Json(await shell.RunAsync(["credentials", "hub", .. option]));
        Assert.True(Directory.Exists(Path.Combine(shell.Home, "cc")));
        Assert.Equal(1, Shell.Json(await shell.RunAsync(["sessions", "--json", .. option])).GetArrayLength());
    }

    [Fact]
    public async Task The_second_run_calls_nobody()
    {
        await using Shell shell = await Shell.OpenAsync();
        string? first = await KeyAsync(shell);
        Assert.Equal(first, await KeyAsync(shell));
        Assert.Equal(2, shell.Sts.Calls.Count);
    }

    [Fact]
    public async Task Many_processes_started_at_once_on_a_cold_cache_make_one_call_per_hop()
    {
        // ROLE_CHAINING_PROCESSES sets another number.
        int count = int.TryParse(Environment.GetEnvironmentVariable("ROLE_CHAINING_PROCESSES"), out int given) ? given : 8;
        await using Shell shell = await Shell.OpenAsync();
        Process[] processes = [.. Enumerable.Range(0, count).Select(_ => shell.Start("credentials", "--profile", "production"))];
        Finished[] finished = await Task.WhenAll(processes.Select(Shell.WaitAsync));
        Assert.All(finished, one => Assert.True(one.ExitCode == 0, one.Error));
        Assert.SkipWhen(
            finished.Any(one => one.Error.Contains("it took too long", StringComparison.Ordinal)),
            "This machine is too busy to read a file within the limit of the cache.");
        Assert.All(finished, one => Assert.Empty(one.Error));
        Assert.Single(finished.Select(one => one.Output).Distinct());
        Assert.Equal([Shell.Hub, Shell.Production], shell.Assumes.Select(call => call.RoleArn));
    }

    [Fact]
    public async Task Only_the_owner_may_read_the_folder_and_its_files()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes; a user's profile folder is private there.");
            return;
        }

        await using Shell shell = await Shell.OpenAsync();
        await KeyAsync(shell);
        string[] entries = Directory.GetFileSystemEntries(shell.CacheFolder, "*", SearchOption.AllDirectories);
        Assert.Contains(entries, entry => entry.EndsWith(".session", StringComparison.Ordinal));
        foreach (string entry in entries.Append(shell.CacheFolder))
        {
            UnixFileMode owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | (Directory.Exists(entry) ? UnixFileMode.UserExecute : 0);
            Assert.Equal(owner, File.GetUnixFileMode(entry));
        }

        JsonElement json = Shell.Json(await shell.RunAsync("credentials", "--profile", "production"));
        string secret = json.GetProperty("SecretAccessKey").GetString()!;
        Assert.All(
            entries.Where(File.Exists),
            entry => Assert.DoesNotContain(secret, File.ReadAllText(entry, System.Text.Encoding.Latin1), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_folder_that_others_may_read_is_not_used_and_told_of()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes; a user's profile folder is private there.");
            return;
        }

        await using Shell shell = await Shell.OpenAsync();
        await KeyAsync(shell);
        File.SetUnixFileMode(shell.CacheFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead);
        Finished finished = await shell.RunAsync("credentials", "--profile", "production");
        Shell.Json(finished);
        Assert.Contains("close it with chmod 700", finished.Error, StringComparison.Ordinal);
        Assert.Equal(4, shell.Sts.Calls.Count);
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("flipped")]
    [InlineData("foreign")]
    [InlineData("moved")]
    [InlineData("empty")]
    [InlineData("huge")]
    public async Task A_damaged_or_foreign_entry_is_ignored_with_a_warning_and_replaced(string damage)
    {
        await using Shell shell = await Shell.OpenAsync();
        await KeyAsync(shell);
        string[] files = Directory.GetFiles(shell.CacheFolder, "*.session");
        byte[][] entries = [.. files.Select(File.ReadAllBytes)];
        for (int i = 0; i < files.Length; i++)
        {
            byte[] entry = entries[i];
            await File.WriteAllBytesAsync(
                files[i],
                damage switch
                {
                    "truncated" => entry[..^10],
                    "flipped" => [.. entry[..^1], (byte)(entry[^1] ^ 1)],
                    "foreign" => "not ours"u8.ToArray(),
                    "moved" => entries[(i + 1) % files.Length],
                    "huge" => new byte[1_000_000],
                    _ => [],
                },
                Token);
        }

        Finished finished = await shell.RunAsync("credentials", "--profile", "production");
        Shell.Json(finished);
        Assert.Contains("role-chain: warning: The session cache could not read", finished.Error, StringComparison.Ordinal);
        Assert.Equal(4, shell.Sts.Calls.Count);
        Assert.Empty((await shell.RunAsync("credentials", "--profile", "production")).Error);
        Assert.Equal(4, shell.Sts.Calls.Count);
    }

    [Fact]
    public async Task Processes_killed_at_any_moment_leave_the_cache_readable()
    {
        // ROLE_CHAINING_KILLS sets another number.
        int count = int.TryParse(Environment.GetEnvironmentVariable("ROLE_CHAINING_KILLS"), out int given) ? given : 6;
        await using Shell shell = await Shell.OpenAsync();
        for (int i = 0; i < count; i++)
        {
            // Other names each time, so that each has something to write.
            using Process process = shell.Start("credentials", "--hop", Shell.Hub, "--session-name", $"s{i % 3}", "--hop", Shell.Production);
            int calls = shell.Sts.Calls.Count;
            long start = Stopwatch.GetTimestamp();
            TimeSpan patience = TimeSpan.FromMilliseconds(100 + (i * 613 % 700));
            while (!process.HasExited && shell.Sts.Calls.Count < calls + (i % 3) && Stopwatch.GetElapsedTime(start) < patience)
            {
                await Task.Yield();
            }

            process.Kill();
            await process.WaitForExitAsync(Token);
            if (i % 3 == 2 && Directory.Exists(shell.CacheFolder))
            {
                foreach (string file in Directory.GetFiles(shell.CacheFolder, "*.session").Take(1))
                {
                    File.Delete(file);
                }
            }
        }

        for (int i = 0; i < 3; i++)
        {
            Finished finished = await shell.RunAsync("credentials", "--hop", Shell.Hub, "--session-name", $"s{i}", "--hop", Shell.Production);
            Shell.Json(finished);
            Assert.Empty(finished.Error);
        }
    }

    private static async Task<string?> KeyAsync(Shell shell) =>
        Shell.Json(await shell.RunAsync("credentials", "--profile", "production")).GetProperty("AccessKeyId").GetString();
}
