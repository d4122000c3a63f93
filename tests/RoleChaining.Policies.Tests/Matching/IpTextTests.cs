namespace RoleChaining.Matching;

/// <summary>Addresses and ranges as AWS was recorded to read them. .NET, which reads more, reads these the same.</summary>
public sealed class IpTextTests
{
    [Theory]
    [InlineData("1.2.3.4", "01020304")]
    [InlineData("255.255.255.255", "FFFFFFFF")]
    [InlineData("::1", "00000000000000000000000000000001")]
    [InlineData("1::", "00010000000000000000000000000000")]
    [InlineData("1:2:3:4:5:6:7:8", "00010002000300040005000600070008")]
    [InlineData("1:2:3:4:5:6:7::", "00010002000300040005000600070000")]
    [InlineData("ABCD::ef", "ABCD00000000000000000000000000EF")]
    [InlineData(":::1", "00000000000000000000000000000001")] // three colons are two
    [InlineData("1:2:3:4:5:6:7:8:", "00010002000300040005000600070008")] // one at the end is dropped
    [InlineData(":2:3:4:5:6:7:8", "00000002000300040005000600070008")] // one at the begin follows a zero
    [InlineData("::ffff:1.2.3.4", "01020304")] // mapped: an IPv4 address
    [InlineData("0:0:0:0:0:ffff:1.2.3.4", "01020304")]
    [InlineData("::ffff:102:304", "01020304")]
    [InlineData("::fffe:102:304", "00000000000000000000FFFE01020304")]
    [InlineData("::feff:102:304", "00000000000000000000FEFF01020304")]
    [InlineData("0:1::ffff:102:304", "00000001000000000000FFFF01020304")]
    public void An_address_is_read(string text, string expected) => Assert.Equal(expected, Convert.ToHexString(IpText.ParseAddress(text)!));

    [Theory]
    [InlineData("")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("1.2.3.256")]
    [InlineData("0001.2.3.4")]
    [InlineData("1.2.3.+4")]
    [InlineData(" 1.2.3.4")]
    [InlineData(":")]
    [InlineData("::::1")]
    [InlineData("1::2::3")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("1:2:3:4:5:6:7:8:9")]
    [InlineData("1:2:3:4:5:6:7:8::")]
    [InlineData("12345::")]
    [InlineData("g::")]
    [InlineData("::g")]
    [InlineData("::1.2.3.4")]
    [InlineData(":1.2.3.4")]
    [InlineData("::fffe:1.2.3.4")]
    [InlineData("1::ffff:1.2.3.4")]
    [InlineData("::ffff:0:1.2.3.4")]
    [InlineData("::ffff:1.2.3")]
    public void Anything_else_is_no_address(string text) => Assert.Null(IpText.ParseAddress(text));

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1", true)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("10.1.2.3/8", "10.9.9.9", true)] // bits behind the length do not matter in IPv4
    [InlineData("10.0.0.0/9", "10.127.255.255", true)]
    [InlineData("10.0.0.0/9", "10.128.0.0", false)]
    [InlineData("10.0.0.0/+8", "10.1.1.1", true)]
    [InlineData("0.0.0.0/0", "1.2.3.4", true)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("::/0", "::1", true)]
    [InlineData("::/0", "1.2.3.4", false)]
    [InlineData("2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::", false)]
    [InlineData("2001:db8::/33", "2001:db8:7fff::", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::", false)]
    [InlineData("2001:db8::1", "2001:db8::1", true)]
    [InlineData("2001:db8::1/32", "2001:db8::1", false)] // and in IPv6 they make it none
    [InlineData("::ffff:102:300/120", "1.2.3.4", false)]
    [InlineData("::ffff:1.2.3.4", "1.2.3.4", false)]
    [InlineData("10.0.0.0/33", "10.0.0.0", false)]
    [InlineData("10.0.0.0/-1", "10.0.0.0", false)]
    [InlineData("10.0.0.0/ 8", "10.0.0.0", false)]
    [InlineData("10.0.0.0/", "10.0.0.0", false)]
    [InlineData("10.0.0/8", "10.0.0.0", false)]
    [InlineData("2001:db8::/129", "2001:db8::", false)]
    [InlineData("nonsense", "10.0.0.0", false)]
    public void A_range_contains_what_has_its_first_bits(string range, string address, bool isIn) =>
        Assert.Equal(isIn, IpText.Contains(range, IpText.ParseAddress(address)!));

    [Theory]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("10.1.2.3/8", true)]
    [InlineData("10.0.0.1", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("2001:db8::/32", true)]
    [InlineData("2001:db8::1/32", false)]
    [InlineData("2001:db8::/129", false)]
    [InlineData("::ffff:102:300/120", true)]
    [InlineData("::ffff:1.2.3.4", false)]
    [InlineData("10.0.0.0/33", false)]
    [InlineData("nonsense", false)]
    public void IAM_stores_a_range_that_it_can_read(string range, bool isStored) => Assert.Equal(isStored, IpText.IsStorable(range));
}
