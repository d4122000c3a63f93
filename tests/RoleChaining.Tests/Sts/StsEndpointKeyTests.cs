using Amazon.SecurityToken;
using RoleChaining.Planning;

namespace RoleChaining.Sts;

/// <summary>The AWS SDK's configuration of an STS client.</summary>
public sealed class StsEndpointKeyTests
{
    private const string Own = "https://sts.example.com";

    [Theory]
    [InlineData(null, null)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Kinds_of_endpoints_are_what_the_settings_say(bool? useFips, bool? useDualStack)
    {
        AmazonSecurityTokenServiceConfig config = Create(new() { UseFipsEndpoint = useFips, UseDualStackEndpoint = useDualStack });
        Assert.Equal((useFips ?? false, useDualStack ?? false), (config.UseFIPSEndpoint, config.UseDualstackEndpoint));
        Assert.Equal("eu-west-1", config.RegionEndpoint.SystemName);
    }

    [Fact]
    public void Settings_that_are_complete_leave_nothing_to_the_environment()
    {
        Assert.True(Create(new() { IsComplete = true }).IgnoreConfiguredEndpointUrls);
        Assert.False(Create(new()).IgnoreConfiguredEndpointUrls);
        Assert.True(Create(new() { IsComplete = true, UseFipsEndpoint = true }).UseFIPSEndpoint);
        Assert.True(Create(new() { IsComplete = true, UseDualStackEndpoint = true }).UseDualstackEndpoint);
    }

    [Fact]
    public void An_address_is_signed_for_the_region_unless_code_says_another_one()
    {
        Assert.Equal((Own + "/", "eu-west-1"), AddressOf(Create(new() { Endpoint = Own })));
        Assert.Equal(
            ("https://other.example.com/", "us-east-2"),
            AddressOf(Create(new() { Endpoint = Own }, config => (config.ServiceURL, config.AuthenticationRegion) = ("https://other.example.com", "us-east-2"))));
    }

    [Fact]
    public void An_address_has_no_kind_unless_code_says_one()
    {
        AmazonSecurityTokenServiceConfig config = Create(new() { Endpoint = Own }, config => (config.UseFIPSEndpoint, config.UseDualstackEndpoint) = (true, true));
        Assert.Equal((false, false), (config.UseFIPSEndpoint, config.UseDualstackEndpoint));
        Assert.True(Create(new() { Endpoint = Own, UseFipsEndpoint = true }).UseFIPSEndpoint);
        Assert.True(Create(new() { Endpoint = Own, UseDualStackEndpoint = true }).UseDualstackEndpoint);
    }

    [Fact]
    public void The_SDK_tries_nothing_again()
    {
        AmazonSecurityTokenServiceConfig config = Create(new(), config => config.MaxErrorRetry = 7);
        Assert.Equal((0, 0, false), (config.MaxErrorRetry, config.MaxStaleConnectionRetries, config.ThrottleRetries));
    }

    private static (string, string) AddressOf(AmazonSecurityTokenServiceConfig config) => (config.ServiceURL, config.AuthenticationRegion);

    private static AmazonSecurityTokenServiceConfig Create(StsClientSettings client, Action<AmazonSecurityTokenServiceConfig>? configure = null) =>
        new StsEndpointKey("eu-west-1", client, configure, TimeProvider.System).CreateConfig();
}
