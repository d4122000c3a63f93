namespace RoleChaining.Profiles;

/// <summary>The grammar of the shared files, as the AWS CLI reads it.</summary>
public sealed class IniReaderTests
{
    [Theory]
    [InlineData("[a]\nk=v", "v")]
    [InlineData("[a]\r\nk = v\r\n", "v")]
    [InlineData("[a]\n\tk\t=\tv  ", "v")]
    [InlineData("[a]\nK = v", "v")]
    [InlineData("[a]\nk: v", "v")]
    [InlineData("[a]\nk = a=b:c", "a=b:c")]
    [InlineData("[a]\nk = v # no comment", "v # no comment")]
    [InlineData("[a]\n# k = x\n; k = y\nk = v", "v")]
    [InlineData("[a] # the first\nk = v", "v")]
    [InlineData("[a]\nk = v\n  w", "v\nw")]
    [InlineData("[a]\nk = v\n  # comment\n  w\n\n", "v\nw")]
    [InlineData("[a]\nk = v\n\n  w", "v\n\nw")]
    [InlineData("[a]\nk =\n  s = 1\n  t = 2", "\ns = 1\nt = 2")]
    [InlineData("[a]\n  k = v\n  l = w", "v")]
    [InlineData("[a]\nk =", "")]
    [InlineData("# first\n\n[a]\nk = v\n[b]\nk = w", "v")]
    public void A_value_is_read(string text, string value)
    {
        ProfileErrors faults = new();
        IniSection section = IniReader.Read("config", text, faults)[0];
        Assert.Empty(faults.All);
        Assert.Equal("a", section.Header);
        Assert.True(section.TryGet("k", out IniProperty? property));
        Assert.Equal(value, property.Value);
    }

    [Theory]
    [InlineData("k = v", "config, line 1: there is text before the first section")]
    [InlineData("[a\nk = v", "config, line 1: there is a [ without ]")]
    [InlineData("\n[]\nk = v", "config, line 2: the section has no name")]
    [InlineData("[a] b", "config, line 1: there is more after [a]")]
    [InlineData("[a]\nsecret", "config, line 2: in [a] there is a line without =")]
    [InlineData("[a]\n = v", "config, line 2: in [a] there is a value without a name")]
    [InlineData("[a]\nk = v\nK = w", "config, line 3: in [a], k stands at line 2 already")]
    [InlineData("[a]\n[b]\n[a]", "config, line 3: [a] stands at line 1 already")]
    [InlineData("[a]\nk =\n  v", "config, line 3: in [a], k is empty and the indented lines below it are no properties")]
    public void A_fault_is_told_with_its_line(string text, string start)
    {
        ProfileErrors faults = new();
        IniReader.Read("config", text, faults);
        string fault = Assert.Single(faults.All);
        Assert.StartsWith(start, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_none_does_not_give_a_fault_per_line()
    {
        ProfileErrors faults = new();
        IniReader.Read("config", string.Concat(Enumerable.Repeat("nonsense\n", 10_000)), faults);
        Assert.Equal(20, faults.Count);
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("my dev")]
    [InlineData(@"back\slash")]
    [InlineData(@"both \ of")]
    public void A_header_is_read_as_the_name_that_it_was_written_for(string name) =>
        Assert.Equal(name, SectionName.Read(SectionName.HeaderOf(name).Trim('[', ']'), "profile"));

    [Fact]
    public void An_empty_line_continues_nothing()
    {
        ProfileErrors faults = new();
        IniSection section = Assert.Single(IniReader.Read("config", "[a]\nx = 1\n\ny = 2\n  3\n", faults));
        Assert.True(section.TryGet("x", out IniProperty? x) && section.TryGet("y", out IniProperty? y) && y.ContinuedAt == 5);
        Assert.Null(x.ContinuedAt);
    }

    [Theory]
    [InlineData("profile dev", "dev")]
    [InlineData("profile  dev", "dev")]
    [InlineData(" profile\tdev ", "dev")]
    [InlineData("profile \"my dev\"", "my dev")]
    [InlineData("profile 'my dev'", "my dev")]
    [InlineData("profile my dev", null)]
    [InlineData("profile", null)]
    [InlineData("profiledev", null)]
    [InlineData("profile \"dev", null)]
    [InlineData("profile \"\"", null)]
    [InlineData("dev", null)]
    [InlineData(@"profile my\ dev", "my dev")] // as the AWS CLI reads them
    [InlineData(@"profile ""my\""dev""", "my\"dev")]
    [InlineData(@"profile 's\q'", @"s\q")]
    [InlineData(@"profile my"" d""ev", "my dev")]
    [InlineData(@"profile back\\slash", @"back\slash")]
    [InlineData(@"profile ""a\b""", @"a\b")]
    public void A_section_names_a_profile(string header, string? name) => Assert.Equal(name, SectionName.Read(header, "profile"));
}
