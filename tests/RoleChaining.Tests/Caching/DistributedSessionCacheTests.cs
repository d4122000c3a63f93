using Amazon.Runtime;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using RoleChaining.Chains;

namespace RoleChaining.Caching;

/// <summary>Sessions in a cache that machines share: encrypted, bound to their keys, and read by who has the key ring.</summary>
public sealed class DistributedSessionCacheTests
{
    private const string Key = "0123456789abcdef";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly CachedRoleSession Session = new()
    {
        AccessKeyId = "ASIAEXAMPLE",
        SecretAccessKey = "the-secret",
        SessionToken = "the-token",
        IssuedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        ExpiresAt = new DateTimeOffset(2126, 1, 1, 1, 0, 0, TimeSpan.Zero),
        AssumedRoleArn = "arn:aws:sts::222222222222:assumed-role/HubRole/s",
    };

    private readonly MemoryDistributedCache _cache = new(Options.Create(new MemoryDistributedCacheOptions()));
    private readonly EphemeralDataProtectionProvider _protection = new();

    [Fact]
    public async Task Machines_with_one_key_ring_share_a_session()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials first = world.Chain().WithSessionCache(new DistributedSessionCache(_cache, _protection)).WithTimeProvider(TimeProvider.System).Build();
        using ChainedAWSCredentials second = world.Chain().WithSessionCache(new DistributedSessionCache(_cache, _protection)).WithTimeProvider(TimeProvider.System).Build();
        ImmutableCredentials stored = await first.GetCredentialsAsync(Token);
        Assert.Equal(stored.AccessKey, (await second.GetCredentialsAsync(Token)).AccessKey);
        Assert.Equal(2, world.Assumes.Count());
    }

    [Fact]
    public async Task An_entry_is_read_as_it_was_written_and_no_secret_is_in_it()
    {
        DistributedSessionCache cache = new(_cache, _protection);
        await cache.SetAsync(Key, Session, Token);
        CachedRoleSession? read = await cache.GetAsync(Key, Token);
        Assert.NotNull(read);
        Assert.Equal(
            (Session.AccessKeyId, Session.SecretAccessKey, Session.SessionToken, Session.IssuedAt, Session.ExpiresAt, Session.AccountId, Session.AssumedRoleArn, Session.RequestId),
            (read.AccessKeyId, read.SecretAccessKey, read.SessionToken, read.IssuedAt, read.ExpiresAt, read.AccountId, read.AssumedRoleArn, read.RequestId));
        string entry = System.Text.Encoding.Latin1.GetString((await _cache.GetAsync($"role-chaining:2:{Key}", Token))!);
        Assert.DoesNotContain("the-", entry, StringComparison.Ordinal);
        Assert.Null(await cache.GetAsync("another", Token));
    }

    [Fact]
    public async Task An_entry_under_another_key_of_another_key_ring_or_damaged_anywhere_is_refused()
    {
        DistributedSessionCache cache = new(_cache, _protection);
        await cache.SetAsync(Key, Session, Token);
        byte[] entry = (await _cache.GetAsync($"role-chaining:2:{Key}", Token))!;
        await _cache.SetAsync("role-chaining:2:moved", entry, Token);
        await Assert.ThrowsAsync<InvalidDataException>(async () => await cache.GetAsync("moved", Token));
        DistributedSessionCache foreign = new(_cache, new EphemeralDataProtectionProvider());
        await Assert.ThrowsAsync<InvalidDataException>(async () => await foreign.GetAsync(Key, Token));
        for (int i = 0; i < entry.Length; i++)
        {
            byte[] damaged = [.. entry];
            damaged[i] ^= 1;
            await _cache.SetAsync($"role-chaining:2:{Key}", damaged, Token);
            InvalidDataException e = await Assert.ThrowsAsync<InvalidDataException>(async () => await cache.GetAsync(Key, Token));
            Assert.StartsWith("The entry is damaged", e.Message, StringComparison.Ordinal);
            await _cache.SetAsync($"role-chaining:2:{Key}", entry[..i], Token);
            await Assert.ThrowsAsync<InvalidDataException>(async () => await cache.GetAsync(Key, Token));
        }
    }

    [Fact]
    public async Task A_session_is_removed_by_its_key_id_and_no_other_is()
    {
        DistributedSessionCache cache = new(_cache, _protection);
        await cache.SetAsync(Key, Session, Token);
        await cache.RemoveAsync(Key, "ASIAANOTHER", Token);
        Assert.NotNull(await cache.GetAsync(Key, Token));
        await cache.RemoveAsync(Key, Session.AccessKeyId, Token);
        Assert.Null(await cache.GetAsync(Key, Token));

        await _cache.SetAsync($"role-chaining:2:{Key}", [1, 2, 3], Token);
        await cache.RemoveAsync(Key, Session.AccessKeyId, Token);
        Assert.Null(await _cache.GetAsync($"role-chaining:2:{Key}", Token)); // what cannot be read goes too
    }

    [Fact]
    public async Task A_revocation_is_told_where_an_earlier_one_cannot_be_read()
    {
        DistributedSessionCache cache = new(_cache, _protection);
        DistributedSessionCache foreign = new(_cache, new EphemeralDataProtectionProvider());
        DateTimeOffset at = Session.IssuedAt + TimeSpan.FromMinutes(1);
        await foreign.RevokeAsync(Key, new RoleSessionRevocation { RevokedAt = at - TimeSpan.FromMinutes(5) }, Token);

        await cache.RevokeAsync(Key, new RoleSessionRevocation { RevokedAt = at }, Token);

        Assert.Equal(at, (await cache.FindAsync(Key, Token)).RevokedAt);
    }

    [Fact]
    public async Task Chains_without_a_container_share_by_one_line()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials first = world.Chain().WithSharedSessions(_cache, _protection).WithTimeProvider(TimeProvider.System).Build();
        using ChainedAWSCredentials second = world.Chain().WithSharedSessions(_cache, _protection).WithTimeProvider(TimeProvider.System).Build();
        Assert.Equal((await first.GetCredentialsAsync(Token)).AccessKey, (await second.GetCredentialsAsync(Token)).AccessKey);
        Assert.Throws<ArgumentNullException>(() => world.Chain().WithSharedSessions(null!, _protection));
    }

    [Fact]
    public void A_lock_is_waited_for_from_no_time_to_half_a_minute()
    {
        SharedSessionOptions options = new() { LockTimeout = TimeSpan.Zero };
        options.LockTimeout = TimeSpan.FromSeconds(30);
        Assert.Throws<ArgumentOutOfRangeException>(() => options.LockTimeout = TimeSpan.FromSeconds(31));
        Assert.Throws<ArgumentOutOfRangeException>(() => options.LockTimeout = TimeSpan.FromTicks(-1));
        Assert.Equal(TimeSpan.FromSeconds(30), options.LockTimeout);
    }
}
