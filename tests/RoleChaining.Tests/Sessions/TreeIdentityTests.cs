using Amazon.Runtime;

namespace RoleChaining.Sessions;

/// <summary>Chains share sessions where source and settings are the same, and nowhere else.</summary>
public sealed class TreeIdentityTests
{
    private static readonly AWSCredentials Alice = new BasicAWSCredentials("AKIA1", "secret");
    private static readonly AWSCredentials Twin = new BasicAWSCredentials("AKIA1", "secret");

    private readonly TreeIdentity _identity = new(Alice, ["eu-west-1", 2, null]);

    [Fact]
    public void The_same_source_and_settings_are_one()
    {
        TreeIdentity same = new(Alice, ["eu-west-1", 2, null]);
        Assert.Equal(_identity, same);
        Assert.Equal(_identity.GetHashCode(), same.GetHashCode());
        Assert.Equal(new TreeIdentity(null, [1]), new TreeIdentity(null, [1]));
    }

    [Fact]
    public void Another_source_is_another_one_whatever_its_keys()
    {
        Assert.NotEqual(_identity, new(Twin, ["eu-west-1", 2, null]));
        Assert.NotEqual(_identity, new(null, ["eu-west-1", 2, null]));
    }

    [Fact]
    public void Each_setting_counts()
    {
        Assert.NotEqual(_identity, new(Alice, ["eu-west-2", 2, null]));
        Assert.NotEqual(_identity, new(Alice, ["eu-west-1", 2, ""]));
        Assert.NotEqual(_identity, new(Alice, ["eu-west-1", 2]));
        Assert.False(_identity.Equals(null));
    }
}
