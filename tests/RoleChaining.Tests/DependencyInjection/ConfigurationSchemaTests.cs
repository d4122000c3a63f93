using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.Extensions.Configuration;

namespace RoleChaining.DependencyInjection;

/// <summary><c>ConfigurationSchema.json</c>, by which editors complete appsettings: it has what the reader knows, and nothing else.</summary>
public sealed partial class ConfigurationSchemaTests
{
    private static readonly string Folder = Path.Combine(Root(AppContext.BaseDirectory), "src", "RoleChaining");
    private static readonly JsonNode Chain =
        JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "ConfigurationSchema.json")))!["properties"]!["RoleChains"]!["additionalProperties"]!;

    public static TheoryData<string, string> Parts => new()
    {
        { "", "" },
        { "Refresh", "Refresh" },
        { "Retry", "Retry" },
        { "Hops:0", "Hops/items/oneOf/0" },
        { "Hops:0:Tags:0", "Hops/items/oneOf/0/properties/Tags/oneOf/0/items" },
        { "Hops:0:ProvidedContexts:0", "Hops/items/oneOf/0/properties/ProvidedContexts/items" },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public void Every_key_that_the_reader_knows_is_in_the_schema_and_no_other(string section, string schema)
    {
        JsonNode part = Find(schema);
        Assert.Equal(KnownKeys(section).Order(StringComparer.Ordinal), part["properties"]!.AsObject().Select(key => key.Key).Order(StringComparer.Ordinal));
        Assert.False((bool)part["additionalProperties"]!);
        Assert.All(part["properties"]!.AsObject(), key => Assert.True(key.Value!["description"]?.ToString().Length > 10, key.Key));
    }

    [Theory]
    [InlineData("00:00:30", true)]
    [InlineData("1.02:00:00", true)]
    [InlineData("90m", true)]
    [InlineData("1.5h", true)]
    [InlineData("500ms", true)]
    [InlineData("an hour", false)]
    [InlineData("90", false)]
    [InlineData("1 h", false)]
    public void A_time_that_the_schema_lets_pass_is_one_that_is_read(string time, bool passes)
    {
        string pattern = Find("Retry")["properties"]!["MaxDelay"]!["pattern"]!.ToString();
        Assert.Equal(passes, Regex.IsMatch(time, pattern));
        Assert.Equal(passes, Faults($"Retry:MaxDelay={time}").Count == 0);
    }

    [Fact]
    public void The_values_of_a_choice_are_those_of_the_code() => Assert.Equal(
        Enum.GetNames<DeniedBehavior>(), Find("Refresh")["properties"]!["OnDenied"]!["enum"]!.AsArray().Select(value => value!.ToString()));

    [Fact]
    public void The_package_brings_the_schema_to_the_place_that_its_targets_name()
    {
        XElement[] packed = [.. XDocument.Load(Path.Combine(Folder, "RoleChaining.csproj")).Descendants("None")];
        Assert.Contains(packed, item => Is(item, "ConfigurationSchema.json", "/"));
        Assert.Contains(packed, item => Is(item, "buildTransitive/RoleChaining.targets", "/buildTransitive/"));
        XElement segment = XDocument.Load(Path.Combine(Folder, "buildTransitive", "RoleChaining.targets")).Descendants("JsonSchemaSegment").Single();
        Assert.Equal("$(MSBuildThisFileDirectory)../ConfigurationSchema.json", (string?)segment.Attribute("Include"));
        Assert.Matches((string)segment.Attribute("FilePathPattern")!, "appsettings.json");
        Assert.Matches((string)segment.Attribute("FilePathPattern")!, "appsettings.Development.json");

        static bool Is(XElement item, string file, string place) =>
            (string?)item.Attribute("Include") == file && (string?)item.Attribute("Pack") == "true" && (string?)item.Attribute("PackagePath") == place;
    }

    /// <summary>What the reader names when it refuses a key.</summary>
    private static string[] KnownKeys(string section)
    {
        string fault = Assert.Single(Faults(section.Length == 0 ? "Zzz=1" : $"{section}:Zzz=1"), fault => fault.Contains("is not known here", StringComparison.Ordinal));
        return Known().Match(fault).Groups[1].Value.Split(", ");
    }

    private static List<string> Faults(string setting)
    {
        string[] parts = setting.Split('=');
        List<string> faults = [];
        IConfiguration section = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(parts[0], (string?)parts[1])]).Build();
        ChainConfiguration.Read(section, [], new RoleChainOptions(), new ErrorPaths(), faults);
        return faults;
    }

    private static JsonNode Find(string schema)
    {
        JsonNode node = Chain;
        if (schema.Length > 0)
        {
            node = node["properties"]!;
            foreach (string step in schema.Split('/'))
            {
                node = int.TryParse(step, out int index) ? node[index]! : node[step]!;
            }
        }

        return node;
    }

    private static string Root(string folder) => File.Exists(Path.Combine(folder, "RoleChaining.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);

    [GeneratedRegex("known are (.*)\\.$")]
    private static partial Regex Known();
}
