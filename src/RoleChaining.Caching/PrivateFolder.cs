namespace RoleChaining.Caching;

/// <summary>A folder of one user: made with mode 0700, refused when others may look into it. Files appear whole or not at all.</summary>
internal sealed class PrivateFolder(string path)
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    public string Path => path;

    public PrivateFolder Folder(string name)
    {
        Ensure();
        return new PrivateFolder(System.IO.Path.Combine(path, name));
    }

    public bool Has(string pattern)
    {
        Ensure();
        return Directory.EnumerateFiles(path, pattern).Any();
    }

    /// <summary>Reads a file; null when there is none.</summary>
    /// <exception cref="InvalidDataException">It is larger than anything that was written here.</exception>
    public byte[]? Read(string name, int largest)
    {
        Ensure();
        try
        {
            using FileStream file = new(
                System.IO.Path.Combine(path, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > largest)
            {
                throw new InvalidDataException($"{name} is larger than anything that was written here.");
            }

            byte[] bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Writes a second file and renames it, so that a reader sees the old content or the new, even if this process is killed.
    /// </summary>
    public void Write(string name, byte[] bytes)
    {
        Ensure();
        string temporary = System.IO.Path.Combine(path, $"{name}.{Environment.ProcessId}.{System.IO.Path.GetRandomFileName()}.tmp");
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        using (FileStream file = new(temporary, options))
        {
            file.Write(bytes);
        }

        File.Move(temporary, System.IO.Path.Combine(path, name), overwrite: true);
    }

    /// <summary>Deletes a file, if it is there.</summary>
    public void Delete(string name) => File.Delete(System.IO.Path.Combine(path, name));

    /// <summary>The names of the files, without what follows the last dot; none where there is no such folder.</summary>
    public IReadOnlyList<string> Names(string pattern)
    {
        if (!Directory.Exists(path))
        {
            return [];
        }

        Ensure();
        return [.. Directory.EnumerateFiles(path, pattern).Select(file => System.IO.Path.GetFileNameWithoutExtension(file)!)];
    }

    /// <summary>Renames files, so that nobody takes them for what they were, and a person can still look at them.</summary>
    public void PutAside(string pattern)
    {
        foreach (string file in Directory.GetFiles(path, pattern))
        {
            File.Move(file, $"{file}.broken", overwrite: true);
        }
    }

    /// <summary>Deletes the lock, unless a process has it.</summary>
    public void SweepLock(string name)
    {
        using FileStream? taken = TryLock(name);
        if (taken is not null)
        {
            Delete(name);
        }
    }

    /// <summary>Removes files that were not written to for this long. A file that cannot be removed stays.</summary>
    public void Sweep(string pattern, TimeSpan age)
    {
        DateTime oldest = TimeProvider.System.GetUtcNow().UtcDateTime - age;
        foreach (string file in Directory.EnumerateFiles(path, pattern).Where(file => File.GetLastWriteTimeUtc(file) < oldest))
        {
            try
            {
                File.Delete(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another process has removed the file already, or has it open.
            }
        }
    }

    /// <summary>Waits for a lock. The operating system releases it when its process dies.</summary>
    public async ValueTask<IAsyncDisposable> LockAsync(string name, CancellationToken cancellationToken)
    {
        Ensure();
        for (int attempt = 0; ; attempt++)
        {
            if (TryLock(name) is { } taken)
            {
                return taken;
            }

            await Task.Delay(Pause(attempt), TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Takes the lock while the first key of a key ring is made, once in the life of a folder. It blocks, because the time limit of a
    /// cache's calls must not end this wait: hundreds of processes that start at once would go on without the cache.
    /// </summary>
    public IDisposable Lock(string name)
    {
        Ensure();
        for (int attempt = 0; ; attempt++)
        {
            if (TryLock(name) is { } taken)
            {
                return taken;
            }

#pragma warning disable RS0030 // Other processes give the lock back, and no clock of a test moves them.
            Thread.Sleep(Pause(attempt));
#pragma warning restore RS0030
        }
    }

    /// <summary>
    /// The delay before an attempt. It grows, because hundreds of processes that poll often slow the one that holds the lock.
    /// </summary>
    private static TimeSpan Pause(int attempt) =>
        Random.Shared.NextDouble() * TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(attempt, 10)));

    private FileStream? TryLock(string name)
    {
        FileStreamOptions options =
            new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        try
        {
            return new FileStream(System.IO.Path.Combine(path, name), options);
        }
        catch (IOException e) when (IsTaken(e))
        {
            return null;
        }
    }

    /// <summary>
    /// Whether another process has the lock. Any other failure means that no lock is to be had: the disk is read-only or full, or too many
    /// files are open. To wait does not help then.
    /// </summary>
    private static bool IsTaken(IOException e) =>
        OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) is 32 or 33 // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
        : e.HResult == (OperatingSystem.IsLinux() ? 11 : 35); // EAGAIN

    /// <exception cref="UnauthorizedAccessException">The folder is open to others.</exception>
    private void Ensure()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, OwnerFolder);
        UnixFileMode mode = File.GetUnixFileMode(path);
        if ((mode & ~OwnerFolder) != 0)
        {
            throw new UnauthorizedAccessException($"{path} is open to others than its owner; close it with chmod 700.");
        }
    }
}
