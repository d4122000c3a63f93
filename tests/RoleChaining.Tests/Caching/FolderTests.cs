namespace RoleChaining.Caching;

/// <summary>What a folder of sessions looks like, and who may look into it.</summary>
public sealed class FolderTests : IDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly string _path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "cache");
    private readonly FolderSessionCache _cache;

    public FolderTests() => _cache = new FolderSessionCache(_path);

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_path)!, recursive: true);

    [Fact]
    public async Task Nobody_but_the_owner_may_read_a_file_or_a_folder()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes of files.");
            return;
        }

        await _cache.SetAsync(Kept.Key, Kept.Session, Token);
        await (await _cache.LockAsync(Kept.Key, Token))!.DisposeAsync();
        const UnixFileMode file = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        foreach (string name in new[] { $"{Kept.Key}.session", $"{Kept.Key}.lock" })
        {
            Assert.Equal(file, File.GetUnixFileMode(Path.Combine(_path, name)));
        }

        foreach (string folder in new[] { _path, Path.Combine(_path, "keys") })
        {
            Assert.Equal(file | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }

        Assert.DoesNotContain(Directory.GetFiles(_path), name => name.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_no_session_is_never_swept()
    {
        await _cache.SetAsync(Kept.Key, Kept.Session, Token);
        string[] names = ["notes.txt", "old.session"];
        foreach (string name in names)
        {
            File.WriteAllText(Path.Combine(_path, name), "");
            File.SetLastWriteTimeUtc(Path.Combine(_path, name), TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-2));
        }

        await _cache.SetAsync(Kept.Key, Kept.Session, Token);

        Assert.Equal([true, false], names.Select(name => File.Exists(Path.Combine(_path, name))));
    }

    [Theory]
    [InlineData("ASIAEXAMPLEEXAMPLE00", false)]
    [InlineData("ASIAEXAMPLEEXAMPLE01", true)]
    public async Task A_session_is_removed_by_its_key_id_and_no_other_is(string accessKeyId, bool stays)
    {
        await _cache.SetAsync(Kept.Key, Kept.Session, Token);
        await _cache.RemoveAsync(Kept.Key, accessKeyId, Token);
        Assert.Equal(stays, await _cache.GetAsync(Kept.Key, Token) is not null);
        await _cache.RemoveAsync(new string('b', 64), accessKeyId, Token); // what is not there is no fault
    }

    [Fact]
    public async Task A_folder_whose_mode_is_opened_later_is_used_no_more()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes of files.");
            return;
        }

        await _cache.SetAsync(Kept.Key, Kept.Session, Token);
        File.SetUnixFileMode(_path, File.GetUnixFileMode(_path) | UnixFileMode.GroupRead);
        await Assert.ThrowsAsync<UnauthorizedAccessException>(async () => await _cache.SetAsync(Kept.Key, Kept.Session, Token));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(async () => await _cache.LockAsync(Kept.Key, Token));
        Assert.Throws<UnauthorizedAccessException>(() => _cache.List());
        Assert.Throws<UnauthorizedAccessException>(() => new PrivateFolder(_path).Folder("keys"));
        Assert.Throws<UnauthorizedAccessException>(() => new PrivateFolder(_path).Lock("keys.lock"));
        Assert.Throws<UnauthorizedAccessException>(() => new PrivateFolder(_path).Has("*"));
        Assert.Throws<UnauthorizedAccessException>(() => new PrivateFolder(_path).Names("*.nothing"));
    }

    [Fact]
    public void A_file_of_the_largest_size_is_read_and_one_byte_more_is_refused()
    {
        PrivateFolder folder = new(_path);
        folder.Write("a", new byte[100]);
        Assert.Equal(100, folder.Read("a", 100)!.Length);
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => folder.Read("a", 99));
        Assert.StartsWith("a is larger than", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_keys_are_kept_aside_for_a_person_to_look_at()
    {
        await _cache.SetAsync(Kept.Key, Kept.Session, Token);
        string key = Assert.Single(Directory.GetFiles(Path.Combine(_path, "keys"), "key-*.xml"));
        await File.WriteAllTextAsync(key, "<key", Token);
        await File.WriteAllTextAsync($"{key}.broken", "of an earlier time", Token);
        await new FolderSessionCache(_path).SetAsync(Kept.Key, Kept.Session, Token);
        Assert.Equal("<key", await File.ReadAllTextAsync($"{key}.broken", Token));
        Assert.NotEqual(key, Assert.Single(Directory.GetFiles(Path.Combine(_path, "keys"), "key-*.xml")));
    }

    [Fact]
    public async Task Processes_that_start_at_once_have_one_key()
    {
        FolderSessionCache[] processes = [.. Enumerable.Range(0, 8).Select(_ => new FolderSessionCache(_path))];
        await Task.WhenAll(processes.Select((process, i) => Task.Run(
            async () => await process.SetAsync(new string((char)('a' + i), 64), Kept.Session, Token), Token)));
        Assert.Single(Directory.GetFiles(Path.Combine(_path, "keys"), "key-*.xml"));
        Assert.All(_cache.List(), kept => Assert.NotNull(kept.Session));
    }

    [Fact]
    public async Task Locks_of_sessions_that_are_kept_stay()
    {
        await _cache.SetAsync(Kept.Key, Kept.Session, Token);
        await (await _cache.LockAsync(Kept.Key, Token))!.DisposeAsync();
        _cache.Drop([]);
        Assert.Equal([$"{Kept.Key}.lock"], Directory.GetFiles(_path, "*.lock").Select(Path.GetFileName));
        Assert.Single(_cache.List());
    }

    [Fact]
    public async Task No_session_is_an_argument_that_is_missing() =>
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await _cache.SetAsync(Kept.Key, null!, Token));
}
