using Microsoft.Extensions.Time.Testing;
using RoleChaining.Planning;

namespace RoleChaining.Sts;

public sealed class StsEndpointTests
{
    [Fact]
    public void Accounts_that_have_been_idle_for_a_minute_make_room_for_others()
    {
        FakeTimeProvider clock = new();
        StsEndpoint endpoint = new(new StsEndpointKey("eu-west-1", new StsClientSettings(), Configure: null, clock));
        StsAccount[] accounts = [.. Enumerable.Range(0, 64).Select(i => endpoint.GetAccount($"{i}"))];
        clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Same(accounts[7], endpoint.GetAccount("7")); // in use

        endpoint.GetAccount("another");

        Assert.Same(accounts[7], endpoint.GetAccount("7"));
        Assert.NotSame(accounts[8], endpoint.GetAccount("8"));
    }
}
