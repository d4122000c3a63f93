using System.Reflection;

namespace RoleChaining.Verifying;

/// <summary>A hop that is asked for to learn something differs from the chain's in what is to be learnt, and in nothing else.</summary>
public sealed class HopVariantsTests
{
    /// <summary>What no variant has: a code would be asked of a person, and no other chain uses the session.</summary>
    private static readonly string[] LeftOut =
        [nameof(RoleHop.MfaSerialNumber), "MfaTokenProvider", nameof(RoleHop.ShareSession)];

    /// <summary>What cannot be set beside the other settings, or not by a builder.</summary>
    private static readonly string[] Unset = ["ProvidedContextsProvider", "Tenant", "ChainName"];

    private static readonly RoleChain Chain = CreateChain();

    private static readonly RoleHop Final = Chain.Hops[^1];

    public static TheoryData<string> Settings => [.. typeof(RoleHop)
        .GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Select(property => property.Name).Except(LeftOut)];

    [Theory, MemberData(nameof(Settings))]
    public void A_variant_keeps_each_setting_but_its_own(string name)
    {
        Assert.True(Unset.Contains(name) || IsSet(Read(Final, name)), $"{name} is to be set in this test's chain");

        AssertKept(name, HopVariants.WithoutExternalId(Final), nameof(RoleHop.ExternalId));
        AssertKept(name, HopVariants.WithDuration(Final, TimeSpan.FromHours(1)), nameof(RoleHop.Duration));
        AssertKept(
            name, HopVariants.Direct(Chain), nameof(RoleHop.Number), nameof(RoleHop.Duration), nameof(RoleHop.Tags),
            nameof(RoleHop.InheritedTagKeys), nameof(RoleHop.InheritedSourceIdentity));
    }

    private static void AssertKept(string name, RoleHop variant, params string[] changed)
    {
        if (!changed.Contains(name))
        {
            Assert.Equal(Read(Final, name), Read(variant, name));
        }
    }

    private static object? Read(RoleHop hop, string name) =>
        typeof(RoleHop).GetProperty(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!.GetValue(hop);

    private static bool IsSet(object? value) => value is not (null or "" or System.Collections.ICollection { Count: 0 });

    private static RoleChain CreateChain() =>
        new RoleChainBuilder()
            .WithSource(new Amazon.Runtime.SessionAWSCredentials("ASIAEXAMPLE", "secret", "token"))
            .AssumeRole("arn:aws:iam::222222222222:role/HubRole", hop =>
            {
                hop.SourceIdentity = "alice";
                hop.Tags.Add(new() { Key = "Team", Value = "alpha", Transitive = true });
            })
            .AssumeRole("arn:aws:iam::333333333333:role/ProductionRole", hop =>
            {
                hop.SessionName = "orders";
                hop.Duration = TimeSpan.FromMinutes(20);
                hop.ExternalId = "orders-7";
                hop.SourceIdentity = "alice";
                hop.Tags.Add(new() { Key = "Stage", Value = "prod" });
                hop.Policy = """{"Version":"2012-10-17","Statement":[]}""";
                hop.PolicyArns.Add("arn:aws:iam::aws:policy/ReadOnlyAccess");
                hop.ProvidedContexts.Add(new() { ProviderArn = "arn:aws:iam::aws:contextProvider/IdentityCenter", ContextAssertion = "assertion" });
                hop.Region = "eu-west-1";
            })
            .BuildChain();
}
