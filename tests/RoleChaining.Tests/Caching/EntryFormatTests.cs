using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace RoleChaining.Caching;

/// <summary>
/// What is at rest, byte by byte: versions of the library that run side by side read each other's entries. A protection that leaves the
/// bytes as they are stands in for the one of an application.
/// </summary>
public sealed class EntryFormatTests
{
    private const string Key = "the-key";
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly DateTimeOffset Moment = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private readonly Bare _bare = new();

    [Fact]
    public void An_entry_is_its_key_and_what_a_session_has_and_a_text_that_is_missing_has_a_mark()
    {
        CachedRoleSession session = new()
        {
            AccessKeyId = "ASIA", SecretAccessKey = "secret", SessionToken = "token", IssuedAt = Moment, ExpiresAt = Moment.AddHours(1), HopNumber = 2, Profile = "dev",
        };
        byte[] expected =
        [
            (byte)'R', (byte)'C', (byte)'S', 0, 2,
            .. Text(Key), .. Text("ASIA"), .. Text("secret"), .. Text("token"),
            .. BitConverter.GetBytes(Moment.UtcTicks), .. BitConverter.GetBytes(Moment.AddHours(1).UtcTicks), .. BitConverter.GetBytes(2),
            0, .. Text(""), 0, .. Text(""), 0, .. Text(""), 1, .. Text("dev"),
        ];

        SessionPayload payload = new(_bare);

        Assert.Equal(expected, payload.Protect(Key, session));
        Assert.Equal(["RoleChaining.Caching.Session", Key], _bare.Purposes);
        CachedRoleSession read = payload.Unprotect(Key, expected);
        Assert.Equal(("ASIA", "secret", "token", Moment, Moment.AddHours(1), 2), (read.AccessKeyId, read.SecretAccessKey, read.SessionToken, read.IssuedAt, read.ExpiresAt, read.HopNumber));
        Assert.Equal((null, null, null, "dev"), (read.AccountId, read.AssumedRoleArn, read.RequestId, read.Profile));
    }

    [Fact]
    public void An_entry_that_stands_under_another_key_is_refused_though_its_protection_would_let_it_pass()
    {
        SessionPayload payload = new(_bare);
        byte[] entry = payload.Protect(Key, Kept.Session);

        Assert.Equal("The entry is not what its key says.", Assert.Throws<InvalidDataException>(() => payload.Unprotect("another", entry)).Message);
    }

    [Theory]
    [InlineData(SessionPayload.LargestEntry, true)]
    [InlineData(SessionPayload.LargestEntry + 1, false)]
    public void What_follows_is_of_a_later_version_up_to_the_largest_entry(int length, bool isRead)
    {
        SessionPayload sessions = new(_bare);
        MarkPayload marks = new(_bare, "purpose", TimeSpan.FromHours(1));
        byte[] session = [.. sessions.Protect(Key, Kept.Session)];
        byte[] mark = marks.Protect(Key, Moment);
        Array.Resize(ref session, length);
        Array.Resize(ref mark, length);

        Assert.Equal(isRead, Record.Exception(() => sessions.Unprotect(Key, session)) is null);
        Assert.Equal(isRead, Record.Exception(() => Assert.Equal(Moment, marks.Unprotect(Key, mark))) is null);
    }

    [Fact]
    public void Entries_have_names_of_their_own_by_kind_and_key()
    {
        Assert.Equal(
            new EntryNames("role-chaining:2:the-key", "role-chaining:revoked:the-key", "role-chaining:removed:the-key", "role-chaining:lock:the-key"),
            EntryNames.Of(Key, generation: ""));
    }

    [Theory]
    [InlineData(false, "RoleChaining.Caching.Revocation")]
    [InlineData(true, "RoleChaining.Caching.Removal")]
    public async Task A_mark_is_protected_for_its_kind_and_key_and_read_as_that_kind(bool isRemoval, string purpose)
    {
        RevocationMarks marks = new(new MemoryDistributedCache(Options.Create(new MemoryDistributedCacheOptions())), _bare);

        await marks.AddAsync(Key, new RoleSessionRevocation { RevokedAt = Moment, IsRemoval = isRemoval }, Token);

        Assert.Equal([purpose, Key], _bare.Purposes);
        Assert.Equal((Moment, isRemoval ? Moment : null), await marks.FindAsync(Key, Token));
    }

    [Fact]
    public void Services_that_are_not_there_are_refused_by_name() =>
        Assert.Throws<ArgumentNullException>("services", () => SharedSessionServiceCollectionExtensions.AddSharedSessions(null!));

    private static byte[] Text(string text) => [(byte)text.Length, .. Encoding.UTF8.GetBytes(text)];

    /// <summary>Protects nothing, and writes down for what it was asked.</summary>
    private sealed class Bare : IDataProtectionProvider, IDataProtector
    {
        public List<string> Purposes { get; } = [];

        public IDataProtector CreateProtector(string purpose)
        {
            Purposes.Add(purpose);
            return this;
        }

        public byte[] Protect(byte[] plaintext) => plaintext;

        public byte[] Unprotect(byte[] protectedData) => protectedData;
    }
}
