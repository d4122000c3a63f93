using Amazon.SecurityToken.Model;
using Microsoft.Extensions.Options;
using RoleChaining.Caching;

namespace RoleChaining.Sts;

/// <summary>What an application gives at each refresh: trusted contexts and web identity tokens.</summary>
public sealed class ProviderTests
{
    private const string Provider = "arn:aws:iam::aws:contextProvider/IdentityCenter";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly SomeSts _sts = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Contexts_are_asked_for_at_each_refresh(bool async)
    {
        int asked = 0;
        using ChainedAWSCredentials credentials = Chain(_ => Task.FromResult<IReadOnlyList<ProvidedContext>>(
            [new ProvidedContext { ProviderArn = Provider, ContextAssertion = $"assertion-{++asked}" }]));
        for (int refresh = 1; refresh <= 2; refresh++)
        {
            _ = async ? await credentials.GetCredentialsAsync(Token) : await SomeSts.OnOwnThread(credentials.GetCredentials);
            Assert.Equal($"assertion-{refresh}", _sts.Stub.Calls[^1].Form["ProvidedContexts.member.1.ContextAssertion"]);
            credentials.Invalidate();
        }

        Assert.Contains("sts:SetContext", credentials.Chain.Hops[0].RequiredActions);
    }

    [Fact]
    public async Task A_provider_that_fails_or_gives_nonsense_is_told_from_a_denial_and_no_message_has_its_assertion()
    {
        (Func<CancellationToken, Task<IReadOnlyList<ProvidedContext>>> Provider, bool IsTransient, string What)[] providers =
        [
            (_ => throw new IOException("assertion-9f8e7d6c"), true, "failed with System.IO.IOException"),
            (_ => Task.FromResult<IReadOnlyList<ProvidedContext>>([]), false, "gave no contexts that STS takes"),
            (_ => Task.FromResult<IReadOnlyList<ProvidedContext>>(null!), false, "gave no contexts that STS takes"),
            (_ => Task.FromResult<IReadOnlyList<ProvidedContext>>([new ProvidedContext { ProviderArn = "not-the-arn-of-a-provider", ContextAssertion = "assertion-9f8e7d6c" }]), false, "not-the-arn"),
        ];
        foreach ((Func<CancellationToken, Task<IReadOnlyList<ProvidedContext>>> provider, bool isTransient, string what) in providers)
        {
            using ChainedAWSCredentials credentials = Chain(provider);
            RoleChainException failed = await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync(Token));
            Assert.Equal((1, RoleChainFailure.ProvidedContextsUnavailable, isTransient), (failed.HopNumber, failed.Failure, failed.IsTransient));
            Assert.Contains(what, failed.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("9f8e7d6c", failed.ToString(), StringComparison.Ordinal);
        }

        Assert.Empty(_sts.Stub.Calls);
    }

    [Fact]
    public async Task What_STS_repeats_of_an_assertion_or_a_token_is_in_no_message()
    {
        _sts.Stub.Answer = _ => _sts.Stub.Error("ValidationError", System.Net.HttpStatusCode.BadRequest, "not good: secret-9f8e7d6c");
        using ChainedAWSCredentials contexts = Chain(_ => Task.FromResult<IReadOnlyList<ProvidedContext>>(
            [new ProvidedContext { ProviderArn = Provider, ContextAssertion = "secret-9f8e7d6c" }]));
        using ChainedAWSCredentials token = WebIdentity(options => options.TokenProvider = _ => Task.FromResult("secret-9f8e7d6c"));
        foreach (ChainedAWSCredentials credentials in new[] { contexts, token })
        {
            RoleChainException failed = await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync(Token));
            Assert.Contains("not good: (hidden)", failed.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("9f8e7d6c", failed + $"{credentials.Status}", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Sessions_whose_contexts_only_a_provider_knows_are_kept_in_no_cache_nor_are_those_after_them()
    {
        MemoryCache cache = new();
        using ChainedAWSCredentials credentials = Builder()
            .WithSessionCache(cache)
            .AssumeRole("arn:aws:iam::222222222222:role/Hub", hop => hop.ProvidedContextsProvider =
                _ => Task.FromResult<IReadOnlyList<ProvidedContext>>([new ProvidedContext { ProviderArn = Provider, ContextAssertion = "alice's" }]))
            .AssumeRole("arn:aws:iam::222222222222:role/Spoke")
            .Build();
        await credentials.GetCredentialsAsync(Token);
        Assert.Equal(2, _sts.Stub.Calls.Count);
        Assert.Empty(cache.Sessions);
    }

    [Fact]
    public void Contexts_are_given_in_one_way()
    {
        OptionsValidationException refused = Assert.Throws<OptionsValidationException>(() => Builder()
            .AssumeRole("arn:aws:iam::222222222222:role/Hub", hop =>
            {
                hop.ProvidedContexts.Add(new ProvidedContext { ProviderArn = Provider, ContextAssertion = "alice's" });
                hop.ProvidedContextsProvider = _ => Task.FromResult<IReadOnlyList<ProvidedContext>>([]);
            })
            .BuildChain());
        Assert.StartsWith("hop 1 of 1: ProvidedContextsProvider is set, and so is ProvidedContexts", Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_web_identity_token_can_come_from_a_call_and_is_asked_for_at_each_session(bool async)
    {
        _sts.Stub.Answer = _ => _sts.Stub.WebIdentityOk();
        int asked = 0;
        using ChainedAWSCredentials credentials = WebIdentity(options => options.TokenProvider = _ => Task.FromResult($" token-{++asked}\n"));
        for (int session = 1; session <= 2; session++)
        {
            _ = async ? await credentials.GetCredentialsAsync(Token) : await SomeSts.OnOwnThread(credentials.GetCredentials);
            Assert.Equal($"token-{session}", _sts.Stub.Calls[^1].Form["WebIdentityToken"]);
            credentials.Invalidate();
        }
    }

    [Fact]
    public async Task A_token_provider_that_fails_fails_no_hop_whose_hub_has_a_session_with_a_shared_cache_either()
    {
        _sts.Stub.Answer = call => call.Form["Action"] == "AssumeRole" ? _sts.Stub.Ok() : _sts.Stub.WebIdentityOk();
        bool isDown = false;
        using ChainedAWSCredentials hub = Set(new RoleChainBuilder())
            .WithWebIdentitySource(identity =>
            {
                identity.RoleArn = "arn:aws:iam::222222222222:role/Source";
                identity.TokenProvider = _ => isDown ? throw new IOException("no token") : Task.FromResult("token");
            })
            .WithSessionCache(new MemoryCache())
            .AssumeRole("arn:aws:iam::222222222222:role/Hub")
            .Build();
        await hub.GetCredentialsAsync(Token);
        isDown = true;
        using ChainedAWSCredentials spoke = hub.AssumeRole("arn:aws:iam::333333333333:role/Spoke");
        await spoke.GetCredentialsAsync(Token);
        Assert.Equal("arn:aws:iam::333333333333:role/Spoke", _sts.Stub.Calls[^1].Form["RoleArn"]);
    }

    [Fact]
    public async Task A_token_provider_that_fails_is_told_without_its_words()
    {
        foreach (Func<CancellationToken, Task<string>> provider in new Func<CancellationToken, Task<string>>[] { _ => throw new IOException("token-9f8e7d6c"), _ => Task.FromResult(""), _ => Task.FromResult<string>(null!) })
        {
            using ChainedAWSCredentials credentials = WebIdentity(options => options.TokenProvider = provider);
            RoleChainException failed = await Assert.ThrowsAsync<RoleChainException>(() => credentials.GetCredentialsAsync(Token));
            Assert.Equal((0, RoleChainFailure.SourceUnavailable, true), (failed.HopNumber, failed.Failure, failed.IsTransient));
            Assert.Contains("TokenProvider", failed.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("9f8e7d6c", failed.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_token_is_given_in_one_way() => Assert.Throws<ArgumentException>(
        () => new RoleChainBuilder().WithWebIdentitySource(options => (options.TokenFile, options.TokenProvider) = ("file", _ => Task.FromResult("token"))));

    private ChainedAWSCredentials Chain(Func<CancellationToken, Task<IReadOnlyList<ProvidedContext>>> provider) => Builder()
        .AssumeRole("arn:aws:iam::222222222222:role/Hub", hop => (hop.ProvidedContextsProvider, hop.SessionName) = (provider, "session"))
        .Build();

    private ChainedAWSCredentials WebIdentity(Action<WebIdentitySourceOptions> configure)
    {
        RoleChainOptions options = new() { UseSourceDirectly = true };
        return Set(new RoleChainBuilder(options)).WithWebIdentitySource(identity =>
        {
            identity.RoleArn = "arn:aws:iam::222222222222:role/Hub";
            configure(identity);
        }).Build();
    }

    private RoleChainBuilder Builder() => Set(new RoleChainBuilder()).WithSource(new Amazon.Runtime.BasicAWSCredentials("AKIAALICE", "secret"));

    private RoleChainBuilder Set(RoleChainBuilder builder) => builder
        .WithRegion("eu-west-1")
        .WithStsClientConfig(_sts.Stub.Configure)
        .WithTimeProvider(_sts.Clock)
        .WithRetry(retry => retry.MaxAttempts = 1);
}
