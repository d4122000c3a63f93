using Microsoft.AspNetCore.DataProtection;
using RoleChaining.Chains;
using RoleChaining.Testing;

namespace RoleChaining.Caching;

/// <summary>A job's token names another subject than before, while sessions that were obtained by the former one are alive.</summary>
public sealed class SourceChangeTests
{
    private const string Pod = "arn:aws:iam::222222222222:role/Pod";
    private const string Hub = "arn:aws:iam::222222222222:role/PodHub";
    private const string Spoke = "arn:aws:iam::333333333333:role/PodSpoke";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly MemoryCache _cache = new();
    private string _subject = "pod-1";

    [Fact]
    public async Task A_session_is_shared_by_the_source_that_it_was_obtained_by_and_not_by_who_the_source_is_then()
    {
        await using World world = World.InMemory();
        LocalOidcProvider provider = AddRoles(world);
        using ChainedAWSCredentials chain = Chain(world, provider);
        string before = (await chain.GetCredentialsAsync(Token)).AccessKey;
        string after = await RenewAsOtherAsync(world, chain, before);

        using ChainedAWSCredentials second = Chain(world, provider);
        Assert.NotEqual(after, (await second.GetCredentialsAsync(Token)).AccessKey);
        Assert.Equal(3 + 2, world.Assumes.Count());

        _subject = "pod-1";
        using ChainedAWSCredentials first = Chain(world, provider);
        Assert.Equal(after, (await first.GetCredentialsAsync(Token)).AccessKey);
        Assert.Equal(3 + 2, world.Assumes.Count());
    }

    [Fact]
    public async Task A_session_that_is_invalidated_goes_where_it_was_stored()
    {
        await using World world = World.InMemory();
        using ChainedAWSCredentials chain = Chain(world, AddRoles(world));
        string before = (await chain.GetCredentialsAsync(Token)).AccessKey;
        string after = await RenewAsOtherAsync(world, chain, before);
        Assert.Contains(_cache.Sessions.Values, stored => stored.AccessKeyId == after);

        chain.Invalidate(after);
        await Eventually.TrueAsync(() => _cache.Sessions.Values.All(stored => stored.AccessKeyId != after));
    }

    [Fact]
    public async Task A_removal_is_told_under_the_key_of_who_the_source_is_now()
    {
        await using World world = World.InMemory();
        LocalOidcProvider provider = AddRoles(world);
        SharedMemory memory = new(world.Clock!);
        DistributedSessionCache sessions = new(memory, new EphemeralDataProtectionProvider());
        using ChainedAWSCredentials chain = Chain(world, provider, sessions);
        await chain.GetCredentialsAsync(Token);
        _subject = "pod-2";
        chain.Forget();
        await Eventually.TrueAsync(() => memory.Marks.Count() == 4);

        HashSet<string> told = [.. memory.Marks.Select(name => name.Split(':')[^1])];
        using ChainedAWSCredentials second = Chain(world, provider, sessions);
        IReadOnlyList<string?> keys = await second.FindCacheKeysAsync(Token);
        Assert.DoesNotContain(null, keys);
        Assert.Superset(keys.OfType<string>().ToHashSet(), told);
    }

    /// <summary>The last hop's session is renewed when the token is of another subject; the hub's is still the first one's.</summary>
    private async Task<string> RenewAsOtherAsync(World world, ChainedAWSCredentials chain, string before)
    {
        _subject = "pod-2";
        chain.Invalidate(before);
        await Eventually.TrueAsync(() => _cache.Sessions.Values.All(stored => stored.AccessKeyId != before));
        world.Clock!.Advance(TimeSpan.FromMinutes(1));
        string after = (await chain.GetCredentialsAsync(Token)).AccessKey;
        Assert.NotEqual(before, after);
        Assert.Equal([Hub, Spoke, Spoke], world.Assumes.Select(call => call.RoleArn));
        return after;
    }

    private ChainedAWSCredentials Chain(World world, LocalOidcProvider provider, IRoleSessionCache? cache = null) => world.Builder()
        .WithWebIdentitySource(source =>
        {
            source.RoleArn = Pod;
            source.TokenProvider = _ => Task.FromResult(provider.IssueToken(_subject));
        })
        .AssumeRole(Hub)
        .AssumeRole(Spoke)
        .WithSessionCache(cache ?? _cache)
        .Build();

    private static LocalOidcProvider AddRoles(World world)
    {
        LocalOidcProvider provider = world.Sts.AddOidcProvider("222222222222", "https://oidc.example.com");
        world.Sts.AddRole(
            Pod,
            $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"{{provider.Arn}}"},"Action":"sts:AssumeRoleWithWebIdentity"}]}""",
            Policy.AllowAll);
        world.AddRole(Hub, Pod);
        world.AddRole(Spoke, Hub);
        return provider;
    }
}
