namespace RoleChaining.Planning;

public sealed class TagRulesTests
{
    [Theory]
    [InlineData(50, true)]
    [InlineData(51, false)]
    public void A_hop_passes_50_tags_at_most(int count, bool accepted) =>
        Check.Hop(accepted, "Tags", hop =>
        {
            for (int i = 0; i < count; i++)
            {
                hop.Tags.Add($"key{i}", "value");
            }
        });

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void A_key_has_1_to_128_characters(int length, bool accepted) =>
        Check.Hop(accepted, "Tags:0:Key", hop => hop.Tags.Add(Some.Text(length), "value"));

    [Theory]
    [InlineData(0, true)]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void A_value_has_0_to_256_characters(int length, bool accepted) =>
        Check.Hop(accepted, "Tags:0:Value", hop => hop.Tags.Add("key", Some.Text(length)));

    [Fact]
    public void Characters_beyond_the_basic_plane_count_once() =>
        Check.Hop(true, "", hop => hop.Tags.Add(string.Concat(Enumerable.Repeat("\U0001D49C", 128)), "value"));

    [Theory]
    [InlineData("aZ09 _.:/=+-@", true)]
    [InlineData("\u00dcn\u00ef c\u00f8d\u00e9 \u65e5\u672c \u0661 \u00bd", true)]
    [InlineData("no\u00a0break", true)]
    [InlineData("a#b", false)]
    [InlineData("a\tb", false)]
    [InlineData("a,b", false)]
    [InlineData("\U0001F600", false)]
    [InlineData("\uD800", false)]
    public void Keys_and_values_are_of_letters_digits_spaces_and_few_signs(string text, bool accepted)
    {
        Check.Hop(accepted, "Tags:0:Key", hop => hop.Tags.Add(text, "value"));
        Check.Hop(accepted, "Tags:0:Value", hop => hop.Tags.Add("key", text));
    }

    [Theory]
    [InlineData("aws:x", false)]
    [InlineData("AWS:x", false)]
    [InlineData("aws", true)]
    [InlineData("awsx:y", true)]
    [InlineData("x:aws:y", true)]
    public void The_prefix_of_AWS_is_refused_in_keys_and_values(string text, bool accepted)
    {
        Check.Hop(accepted, "Tags:0:Key", hop => hop.Tags.Add(text, "value"));
        Check.Hop(accepted, "Tags:0:Value", hop => hop.Tags.Add("key", text));
    }

    [Fact]
    public void A_key_stands_once_whatever_its_case() =>
        Check.Refused(
            Some.Chain(hop =>
            {
                hop.Tags.Add("Department", "a");
                hop.Tags.Add("Team", "a");
                hop.Tags.Add("department", "a");
            }),
            "Hops:0:Tags:2:Key",
            "Tags[2].Key is \"department\", which Tags[0] has already");

    [Fact]
    public void A_transitive_key_of_a_hop_before_is_refused_even_with_its_value() =>
        Check.Refused(
            Some.Chain(hop => hop.Tags.Add("Team", "alpha", transitive: true), Some.Plain, hop => hop.Tags.Add("team", "alpha")),
            "Hops:2:Tags:0:Key",
            "hop 3 of 3: Tags[0].Key is \"team\", which this hop inherits from hop 1");

    [Fact]
    public void A_transitive_key_of_the_source_is_refused() =>
        Check.Refused(
            Some.Chain(hop => hop.Tags.Add("Kubernetes-Namespace", "x")),
            Some.Source(source => source.InheritedTransitiveTagKeys.Add("kubernetes-namespace")),
            "Hops:0:Tags:0:Key",
            "inherits from the source");

    [Fact]
    public void A_tag_that_is_not_transitive_may_be_passed_again() =>
        Check.Accepted(Some.Chain(hop => hop.Tags.Add("Team", "alpha"), hop => hop.Tags.Add("Team", "beta", transitive: true)));

    [Fact]
    public void A_tag_that_is_null_or_half_is_told()
    {
        Check.Refused(Some.Chain(hop => hop.Tags.Add(null!)), "Hops:0:Tags:0", "lacks its key or its value");
        Check.Refused(Some.Chain(hop => hop.Tags.Add("key", null!)), "Hops:0:Tags:0", "lacks its key or its value");
    }

    [Fact]
    public void A_value_is_never_shown()
    {
        ChainError fault = Check.Refused(Some.Chain(hop => hop.Tags.Add("Customer", "Jane#Doe")), "Hops:0:Tags:0:Value");

        Assert.Equal("hop 1 of 1: Tags[0].Value has a wrong character at position 5; AWS takes letters, digits, spaces and _.:/=+-@.", fault.Message);
    }
}
