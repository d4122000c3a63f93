using System.Net;
using System.Text.RegularExpressions;
using CsCheck;

namespace RoleChaining.Matching;

/// <summary>Wildcards against regular expressions, and ranges of addresses against .NET's own.</summary>
public sealed class PatternPropertyTests
{
    private static readonly IamContext Nothing = new IamContextValues();

    [Fact]
    public void Stars_and_question_marks_match_as_a_regular_expression_would() => Gen.Select(
        Gen.String[Gen.Char["ab:*?"], 0, 8], Gen.String[Gen.Char["ab:"], 0, 8]).Sample(
        (pattern, value) =>
        {
            string expression = $"\\A{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal)}\\z";
            bool isMatch = Regex.IsMatch(value, expression, RegexOptions.Singleline);
            Assert.Equal(isMatch.ToTruth(), new Pattern(pattern, variables: false).Matches(value, Nothing));
            Assert.Equal(isMatch, new Pattern(pattern, variables: false).MatchesIgnoringCase(value.ToUpperInvariant()));
        },
        iter: 20_000);

    /// <summary>In a resource a star inside of a part stays in its part; one at a part's end goes on over colons.</summary>
    [Fact]
    public void A_star_inside_of_a_part_of_an_ARN_stays_in_it() => Gen.Select(
        Gen.String[Gen.Char["ab:*?"], 0, 8], Gen.String[Gen.Char["ab:"], 0, 8]).Sample(
        (rest, value) =>
        {
            string pattern = $"arn:{rest}";
            Assert.Equal(
                Regex.IsMatch($"arn:{value}", Expression(pattern)).ToTruth(),
                new Pattern(pattern, variables: false, isResource: true).Matches($"arn:{value}", Nothing));
        },
        iter: 20_000);

    [Fact]
    public void A_range_of_IPv4_contains_what_NET_says_that_it_contains() => Gen.Select(
        Gen.UInt, Gen.UInt, Gen.Int[0, 32], Gen.Int[0, 32]).Sample(
        (network, host, length, shared) =>
        {
            // The two share their first bits, or else they would hardly ever be in one network.
            uint mask = shared == 0 ? 0 : uint.MaxValue << (32 - shared);
            IPAddress address = Address((network & mask) | (host & ~mask));
            uint ofNetwork = length == 0 ? 0 : network & (uint.MaxValue << (32 - length));
            bool contains = new IPNetwork(Address(ofNetwork), length).Contains(address);
            Assert.Equal(contains, IpText.Contains($"{Address(ofNetwork)}/{length}", IpText.ParseAddress(address.ToString())!));
        });

    [Fact]
    public void An_IPv6_address_is_read_as_NET_reads_it() => Gen.UShort.Array[8].Sample(groups =>
    {
        byte[] bytes = [.. groups.SelectMany(group => new[] { (byte)((group & 0x0F) == 0 ? 0 : group >> 8), (byte)((group & 0x0F) == 0 ? 0 : group) })];
        IPAddress address = new(bytes);
        Assert.Equal(address.IsIPv4MappedToIPv6 ? address.MapToIPv4().GetAddressBytes() : bytes, IpText.ParseAddress(address.ToString()));
    });

    private static IPAddress Address(uint number) => new([(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);

    private static string Expression(string pattern)
    {
        int part = 0;
        string expression = "";
        for (int i = 0; i < pattern.Length; i++)
        {
            bool staysInPart = part < 5;
            bool isLast = i + 1 == pattern.Length || pattern[i + 1] == ':';
            expression += pattern[i] switch
            {
                '*' => staysInPart && !isLast ? "[^:]*" : ".*",
                '?' => staysInPart ? "[^:]" : ".",
                char c => Regex.Escape(c.ToString()),
            };
            part += pattern[i] == ':' ? 1 : 0;
        }

        return $"\\A{expression}\\z";
    }
}
