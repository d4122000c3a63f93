using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace RoleChaining.Caching;

/// <summary>What a shared cache keeps of revocations.</summary>
public sealed class RevocationMarkTests
{
    private const string Key = "0123456789abcdef";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly CachedRoleSession Session = new()
    {
        AccessKeyId = "ASIAEXAMPLE",
        SecretAccessKey = "secret",
        SessionToken = "token",
        IssuedAt = Noon,
        ExpiresAt = Noon.AddHours(1),
    };

    private readonly MemoryDistributedCache _memory = new(Options.Create(new MemoryDistributedCacheOptions()));
    private readonly EphemeralDataProtectionProvider _keys = new();
    private readonly DistributedSessionCache _cache;

    public RevocationMarkTests() => _cache = Cache(generation: "");

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public async Task Of_two_revocations_the_later_one_counts_in_whichever_order_they_come(int first, int second)
    {
        await RevokeAsync(Noon.AddMinutes(first));
        await RevokeAsync(Noon.AddMinutes(second));
        Assert.Equal((Noon.AddMinutes(2), null), await FindAsync());
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public async Task Of_two_removals_the_later_one_counts_in_whichever_order_they_come(int first, int second)
    {
        await RevokeAsync(Noon.AddMinutes(first), isRemoval: true);
        await RevokeAsync(Noon.AddMinutes(second), isRemoval: true);
        Assert.Equal((Noon.AddMinutes(2), Noon.AddMinutes(2)), await FindAsync());
    }

    [Fact]
    public async Task A_removal_stays_when_sessions_are_revoked_after_it()
    {
        await RevokeAsync(Noon, isRemoval: true);
        await RevokeAsync(Noon.AddMinutes(5));
        Assert.Equal((Noon.AddMinutes(5), Noon), await FindAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_removal_is_kept_when_two_processes_tell_of_a_removal_and_of_a_revocation_at_once(bool isRemovalLast)
    {
        SharedMemory memory = new(TimeProvider.System);
        DistributedSessionCache one = new(memory, _keys);
        DistributedSessionCache other = new(memory, _keys);
        bool isFirst = true;
        memory.OnCall = async (operation, _) =>
        {
            if (operation == "set" && isFirst)
            {
                isFirst = false;
                await one.RevokeAsync(Key, new() { RevokedAt = Noon, IsRemoval = !isRemovalLast }, Token);
            }
        };
        await other.RevokeAsync(Key, new() { RevokedAt = Noon, IsRemoval = isRemovalLast }, Token);

        CachedRoleSessionEntry found = await one.FindAsync(Key, Token);
        Assert.Equal((Noon, Noon), (found.RevokedAt, found.RemovedAt));
    }

    [Theory]
    [InlineData("ASIAEXAMPLE", -60, false)]
    [InlineData("ASIAANOTHER", -60, true)]
    [InlineData("ASIAANOTHER", 0, false)]
    [InlineData(null, -60, true)]
    [InlineData(null, 0, false)]
    public async Task A_session_goes_that_is_named_or_was_issued_before(string? accessKeyId, int seconds, bool stays)
    {
        await _cache.SetAsync(Key, Session, Token);
        await _cache.RevokeAsync(Key, new() { AccessKeyId = accessKeyId, RevokedAt = Noon.AddSeconds(seconds) }, Token);
        Assert.Equal(stays, await _cache.GetAsync(Key, Token) is not null);
    }

    [Fact]
    public async Task A_revocation_counts_in_all_generations_and_a_session_in_its_own()
    {
        await _cache.SetAsync(Key, Session, Token);
        await RevokeAsync(Noon.AddMinutes(-1));
        CachedRoleSessionEntry found = await Cache("2").FindAsync(Key, Token);
        Assert.Null(found.Session);
        Assert.Equal(Noon.AddMinutes(-1), found.RevokedAt);

        await Cache("2").SetAsync(Key, Session, Token);
        Assert.NotNull(await Cache("2").GetAsync(Key, Token));
        Assert.Null(await Cache("3").GetAsync(Key, Token));
    }

    [Fact]
    public async Task A_session_of_one_generation_under_the_name_of_another_is_refused()
    {
        await _cache.SetAsync(Key, Session, Token);
        await Cache("2").SetAsync(Key, Session, Token);
        EntryNames names = EntryNames.Of(Key, generation: "2");
        Assert.NotEqual(EntryNames.Of(Key, generation: "").Session, names.Session);
        await _memory.SetAsync(names.Session, (await _memory.GetAsync(EntryNames.Of(Key, generation: "").Session, Token))!, Token);
        await Assert.ThrowsAsync<InvalidDataException>(async () => await Cache("2").GetAsync(Key, Token));
    }

    [Theory]
    [InlineData("revoked")]
    [InlineData("removed")]
    public async Task A_mark_that_is_damaged_moved_or_of_another_key_ring_is_not_believed_and_the_next_session_replaces_it(string kind)
    {
        await RevokeAsync(Noon, isRemoval: kind == "removed");
        string name = $"role-chaining:{kind}:{Key}";
        byte[] mark = (await _memory.GetAsync(name, Token))!;
        await _memory.SetAsync($"role-chaining:{kind}:another", mark, Token);
        await Assert.ThrowsAsync<InvalidDataException>(async () => await _cache.FindAsync("another", Token));
        DistributedSessionCache foreign = new(_memory, new EphemeralDataProtectionProvider());
        await Assert.ThrowsAsync<InvalidDataException>(async () => await foreign.FindAsync(Key, Token));

        for (int i = 0; i < mark.Length; i++)
        {
            byte[] damaged = [.. mark];
            damaged[i] ^= 1;
            foreach (byte[] bad in (byte[][])[damaged, mark[..i]])
            {
                await _memory.SetAsync(name, bad, Token);
                InvalidDataException e = await Assert.ThrowsAsync<InvalidDataException>(async () => await _cache.FindAsync(Key, Token));
                Assert.StartsWith("The mark of revocations is damaged", e.Message, StringComparison.Ordinal);
            }
        }

        await _cache.SetAsync(Key, Session, Token);
        CachedRoleSessionEntry found = await _cache.FindAsync(Key, Token);
        Assert.Equal(Session.AccessKeyId, found.Session?.AccessKeyId);
        Assert.Equal((Noon.AddSeconds(-6), null), (found.RevokedAt, found.RemovedAt));

        // Once: a mark that can be read stays.
        await RevokeAsync(Noon, isRemoval: true);
        await _cache.SetAsync(Key, Session, Token);
        Assert.Equal((Noon, Noon), await FindAsync());
    }

    [Fact]
    public async Task A_mark_of_one_kind_is_none_of_the_other()
    {
        await RevokeAsync(Noon);
        await _memory.SetAsync($"role-chaining:removed:{Key}", (await _memory.GetAsync($"role-chaining:revoked:{Key}", Token))!, Token);
        await Assert.ThrowsAsync<InvalidDataException>(FindAsync);
    }

    [Theory]
    [InlineData("revoked", 0, true)]
    [InlineData("removed", 5, false)]
    public async Task A_mark_that_is_damaged_takes_the_other_one_not_with_it(string kind, int revokedAfter, bool isRemoved)
    {
        await RevokeAsync(Noon, isRemoval: true);
        await RevokeAsync(Noon.AddMinutes(5));
        await _memory.SetAsync($"role-chaining:{kind}:{Key}", [1, 2, 3], Token);
        await Assert.ThrowsAsync<InvalidDataException>(FindAsync);
        await _cache.SetAsync(Key, Session, Token);
        Assert.Equal((Noon.AddMinutes(revokedAfter), isRemoved ? Noon : null), await FindAsync());
    }

    [Fact]
    public async Task Without_locks_or_with_no_time_for_them_nobody_waits()
    {
        Assert.Null(await _cache.LockAsync(Key, Token));
        MemoryLocks locks = new();
        DistributedSessionCache impatient = new(_memory, _keys, locks, new SharedSessionOptions { LockTimeout = TimeSpan.Zero });
        Assert.Null(await impatient.LockAsync(Key, Token));
        Assert.Equal(0, locks.Tries);
    }

    [Fact]
    public async Task What_is_missing_is_told_at_once()
    {
        Assert.Throws<ArgumentNullException>(() => new DistributedSessionCache(null!, _keys));
        Assert.Throws<ArgumentNullException>(() => new DistributedSessionCache(_memory, null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await _cache.SetAsync(Key, null!, Token));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await _cache.RevokeAsync(Key, null!, Token));
    }

    private DistributedSessionCache Cache(string generation) =>
        new(_memory, _keys, options: new SharedSessionOptions { Generation = generation });

    private ValueTask RevokeAsync(DateTimeOffset at, bool isRemoval = false) =>
        _cache.RevokeAsync(Key, new() { RevokedAt = at, IsRemoval = isRemoval }, Token);

    private async Task<(DateTimeOffset? RevokedAt, DateTimeOffset? RemovedAt)> FindAsync() =>
        await _cache.FindAsync(Key, Token) is var found ? (found.RevokedAt, found.RemovedAt) : default;
}
