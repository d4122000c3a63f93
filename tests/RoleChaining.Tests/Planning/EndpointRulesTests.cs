namespace RoleChaining.Planning;

public sealed class EndpointRulesTests
{
    [Theory]
    [InlineData("eu-west-1", true)]
    [InlineData("ap-southeast-19", true)]
    [InlineData("us-moon-1", true)]
    [InlineData("EU-WEST-1", false)]
    [InlineData("eu-west", false)]
    [InlineData("eu west 1", false)]
    [InlineData("euwest1", false)]
    [InlineData("Ireland", false)]
    [InlineData("e-west-1", false)]
    [InlineData("eu-west-123", false)]
    [InlineData("eu-far-far-west-1", false)]
    [InlineData("", false)]
    [InlineData("eu-west-1 ", false)]
    [InlineData("eu-west-1a", false)]
    [InlineData("cn-north-1", false)]
    [InlineData("us-gov-west-1", false)]
    public void A_region_is_one_of_the_roles_partition(string region, bool accepted)
    {
        RoleChainOptions options = Some.Options(options => options.Region = region);
        if (accepted)
        {
            Check.Accepted(options);
        }
        else
        {
            Check.Refused(options, "Region", $"Region is \"{region}\"");
        }

        Check.Hop(accepted, "Region", hop => hop.Region = region);
    }

    [Theory]
    [InlineData("aws-cn", "cn-northwest-1")]
    [InlineData("aws-us-gov", "us-gov-east-1")]
    [InlineData("aws-iso", "us-iso-east-1")]
    [InlineData("aws-iso-b", "us-isob-east-1")]
    [InlineData("aws-iso-e", "eu-isoe-west-1")]
    [InlineData("aws-iso-f", "us-isof-south-1")]
    [InlineData("aws-eusc", "eusc-de-east-1")]
    [InlineData("aws-moon", "moon-dark-1")]
    public void Every_partition_has_its_regions(string partition, string region)
    {
        RoleChainOptions options = Some.Chain(hop => hop.RoleArn = $"arn:{partition}:iam::222222222222:role/R");
        options.Region = region;

        Check.Accepted(options);
    }

    [Fact]
    public void A_failover_region_follows_the_same_rules() =>
        Check.Refused(
            Some.Options(options =>
            {
                options.Region = "eu-west-1";
                options.FailoverRegions.Add("eu-central-1");
                options.FailoverRegions.Add("cn-north-1");
            }),
            "FailoverRegions:1",
            "FailoverRegions[1] is \"cn-north-1\", a region of partition aws-cn, but the roles are in aws");

    [Fact]
    public void A_failover_region_is_another_one_each()
    {
        Check.Refused(Some.Options(options => Regions(options, "eu-west-1", "eu-west-1")), "FailoverRegions:0", "which is Region itself");
        Check.Refused(Some.Options(options => Regions(options, "eu-west-1", "eu-west-2", "eu-west-2")), "FailoverRegions:1", "listed before");
        Check.Refused(Some.Options(options => Regions(options, null, [null!])), "FailoverRegions:0", "no region's name");
        Check.Accepted(Some.Options(options => Regions(options, null, "eu-west-1", "eu-west-2")));
    }

    [Fact]
    public void A_failover_region_means_nothing_beside_an_endpoint() =>
        Check.Refused(
            Some.Options(options =>
            {
                Regions(options, "eu-west-1", "eu-west-2");
                options.StsEndpoint = "https://sts.example.com";
            }),
            "FailoverRegions",
            "StsEndpoint");

    [Theory]
    [InlineData("https://vpce-1a2b.sts.eu-west-1.vpce.amazonaws.com", true)]
    [InlineData("http://127.0.0.1:5602/", true)]
    [InlineData("sts.eu-west-1.amazonaws.com", false)]
    [InlineData("/sts", false)]
    [InlineData("ftp://sts.example.com", false)]
    [InlineData("https://sts.example.com?x=1", false)]
    [InlineData("https://sts.example.com#x", false)]
    [InlineData("", false)]
    public void An_endpoint_is_an_absolute_web_address(string endpoint, bool accepted)
    {
        RoleChainOptions options = Some.Options(options => options.StsEndpoint = endpoint);
        if (accepted)
        {
            Check.Accepted(options);
        }
        else
        {
            Check.Refused(options, "StsEndpoint", "StsEndpoint");
        }
    }

    [Theory]
    [InlineData("https://me:hunter2@sts.example.com")]
    [InlineData("me:hunter2@sts.example.com")]
    public void A_password_in_an_endpoint_is_refused_and_not_shown(string endpoint) =>
        Assert.DoesNotContain(
            "hunter2",
            Check.Refused(Some.Options(options => options.StsEndpoint = endpoint), "StsEndpoint").Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("http://localhost:4566", true)]
    [InlineData("http://[::1]:4566", true)]
    [InlineData("https://sts.example.com", true)]
    [InlineData("http://sts.example.com", false)]
    public void Without_TLS_an_endpoint_is_on_this_machine(string endpoint, bool accepted)
    {
        RoleChainOptions options = Some.Options(options => options.StsEndpoint = endpoint);
        if (accepted)
        {
            Check.Accepted(options);
        }
        else
        {
            Check.Refused(options, "StsEndpoint", endpoint, "unencrypted to another machine", "write https");
        }
    }

    [Fact]
    public void FIPS_endpoints_and_one_of_the_caller_s_own_exclude_each_other()
    {
        Check.Accepted(Some.Options(options => options.UseFipsEndpoint = true));
        Check.Refused(
            Some.Options(options => (options.UseFipsEndpoint, options.StsEndpoint) = (true, "https://sts.example.com")),
            "UseFipsEndpoint",
            "StsEndpoint");
    }

    private static void Regions(RoleChainOptions options, string? region, params string[] failover)
    {
        options.Region = region;
        foreach (string other in failover)
        {
            options.FailoverRegions.Add(other);
        }
    }
}
