namespace RoleChaining.Caching;

/// <summary>A cache's folder that cannot be used as it should be.</summary>
public sealed class FolderFaultTests : IDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "cache");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public async Task A_lock_that_is_not_to_be_had_is_an_error_and_not_another_process()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no links that lead to themselves.");
            return;
        }

        FolderSessionCache cache = new(_path);
        await cache.SetAsync(Kept.Key, Kept.Session, Token);
        string endless = Path.Combine(_path, $"{Kept.Key}.lock"); // opening it fails as on a disk that is read-only: with an IOException
        File.CreateSymbolicLink(endless, endless);
        await Assert.ThrowsAsync<IOException>(async () => await cache.LockAsync(Kept.Key, Token));
    }

    [Fact]
    public async Task Where_no_key_can_be_made_nobody_waits_for_the_one_that_makes_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no links that lead to themselves.");
            return;
        }

        string keys = Path.Combine(_path, "keys");
        Directory.CreateDirectory(_path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(keys, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string endless = Path.Combine(keys, "keys.lock");
        File.CreateSymbolicLink(endless, endless);
        FolderSessionCache cache = new(_path);
        await Assert.ThrowsAsync<IOException>(async () => await cache.GetAsync(Kept.Key, Token));

        // And where one can be made again, the same process makes it.
        File.Delete(endless);
        Assert.Null(await cache.GetAsync(Kept.Key, Token));
    }

    [Fact]
    public async Task A_lock_that_another_has_is_waited_for()
    {
        FolderSessionCache cache = new(_path);
        await using IAsyncDisposable? taken = await cache.LockAsync(Kept.Key, Token);
        using CancellationTokenSource end = new();
        Task<IAsyncDisposable?> second = cache.LockAsync(Kept.Key, end.Token).AsTask();
        Assert.False(second.IsCompleted);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<key")]
    [InlineData("<key id=\"x\" version=\"1\"></key>")]
    public async Task Keys_that_a_loss_of_power_has_broken_are_put_aside_and_begun_anew(string text)
    {
        await new FolderSessionCache(_path).SetAsync(Kept.Key, Kept.Session, Token);
        string key = Assert.Single(Directory.GetFiles(Path.Combine(_path, "keys"), "key-*.xml"));
        await File.WriteAllTextAsync(key, text, Token);

        FolderSessionCache cache = new(_path);
        await Assert.ThrowsAsync<InvalidDataException>(async () => await cache.GetAsync(Kept.Key, Token));
        await cache.SetAsync(Kept.Key, Kept.Session, Token);
        Assert.NotNull(await new FolderSessionCache(_path).GetAsync(Kept.Key, Token));
    }

    [Fact]
    public async Task What_is_kept_is_listed_and_dropped_with_the_locks_of_nobody()
    {
        FolderSessionCache cache = new(_path);
        Assert.Empty(cache.List());
        Assert.False(Directory.Exists(_path));
        string other = new('b', 64);
        await cache.SetAsync(Kept.Key, Kept.Session, Token);
        await cache.SetAsync(other, Kept.Session, Token);
        await (await cache.LockAsync(Kept.Key, Token))!.DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(_path, $"{other}.session"), "not ours", Token);
        Dictionary<string, CachedRoleSession?> kept = cache.List().ToDictionary(entry => entry.Key, entry => entry.Session);
        Assert.Equal(("production", 2), (kept[Kept.Key]!.Profile, kept[Kept.Key]!.HopNumber));
        Assert.Null(kept[other]);

        await using IAsyncDisposable? taken = await cache.LockAsync(new string('c', 64), Token);
        cache.Drop([Kept.Key]);
        Assert.Equal([other], cache.List().Select(entry => entry.Key));
        Assert.Equal([$"{new string('c', 64)}.lock"], Directory.GetFiles(_path, "*.lock").Select(Path.GetFileName));
    }

    [Fact]
    public async Task What_is_older_than_any_session_lives_goes_with_the_next_write()
    {
        FolderSessionCache cache = new(_path);
        string[] keys = [.. "abcde".Select(letter => new string(letter, 64))];
        await cache.SetAsync(keys[0], Kept.Session, Token);
        await cache.SetAsync(keys[1], Kept.Session, Token);
        string unfinished = Path.Combine(_path, $"{keys[2]}.tmp");
        await File.WriteAllTextAsync(unfinished, "of a process that was killed", Token);
        File.SetLastWriteTimeUtc(unfinished, TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-2));
        File.SetLastWriteTimeUtc(Path.Combine(_path, $"{keys[0]}.session"), TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-13.1));
        File.SetLastWriteTimeUtc(Path.Combine(_path, $"{keys[1]}.session"), TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-12.9));

        await cache.SetAsync(keys[3], Kept.Session, Token);

        Assert.Equal([keys[1], keys[3]], cache.List().Select(entry => entry.Key).Order(StringComparer.Ordinal));
        Assert.False(File.Exists(unfinished));
    }

    [Fact]
    public async Task A_file_larger_than_any_entry_is_refused()
    {
        FolderSessionCache cache = new(_path);
        await cache.SetAsync(Kept.Key, Kept.Session, Token);
        await File.WriteAllBytesAsync(Path.Combine(_path, $"{Kept.Key}.session"), new byte[10_000_000], Token);
        await Assert.ThrowsAsync<InvalidDataException>(async () => await cache.GetAsync(Kept.Key, Token));
    }

    [Fact]
    public async Task A_folder_that_others_may_read_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes of files.");
            return;
        }

        FolderSessionCache cache = new(_path);
        await cache.SetAsync(Kept.Key, Kept.Session, Token);
        File.SetUnixFileMode(_path, File.GetUnixFileMode(_path) | UnixFileMode.OtherRead);
        UnauthorizedAccessException e = await Assert.ThrowsAsync<UnauthorizedAccessException>(async () => await cache.GetAsync(Kept.Key, Token));
        Assert.Contains("close it with chmod 700", e.Message, StringComparison.Ordinal);
    }
}
