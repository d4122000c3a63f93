using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace RoleChaining.Reading;

/// <summary>Files that are not what they should be.</summary>
public sealed class WrongFileTests
{
    [Theory]
    [InlineData("broken.json", "{ \"RoleDetailList\": [ }", "is not valid JSON")]
    [InlineData("text.json", "{ \"Policies\": [ { \"Id\": \"\\ud800\" } ], \"Organization\": { \"Id\": \"\\ud800\" } }", "is not valid: ")]
    [InlineData("plan.json", "{ \"format_version\": \"1.2\", \"planned_values\": { \"root_module\": { \"resources\": [ { \"type\": \"\\ud800\" } ] } } }", "is not valid: ")]
    [InlineData("cut.json", "{ \"format_version\": \"1.2\", \"planned_values\": {", "is not valid JSON")]
    [InlineData("broken.yaml", "Resources:\n  A: [1, 2\n  B: {", "is neither JSON nor valid YAML: ")]
    [InlineData("tab.yaml", "Resources:\n\tA: 1\n", "is neither JSON nor valid YAML: line ")]
    [InlineData("key.yaml", "Resources:\n  A:\n   : a\nParameters\n \n          x:\n  : b\n", "is neither JSON nor valid YAML: ")]
    [InlineData("twice.yaml", "Resources:\n  A: { Type: a }\n  A: { Type: a }\n", "is neither JSON nor valid YAML: line ")]
    [InlineData("endless.yaml", "Resources: &a\n  A: *a\n", "is neither JSON nor valid YAML: line ")]
    [InlineData("unknown.json", "{ \"name\": \"package\" }", "is of no form that is known")]
    [InlineData("unknown.yaml", "on: push\njobs: {}\n", "is of no form that is known")]
    [InlineData("list.yaml", "- a\n- b\n", "is of no form that is known")]
    [InlineData("empty.json", "", "is of no form that is known")]
    [InlineData("resources.json", "{ \"Resources\": { \"A\": 1 } }", "is of no form that is known")]
    [InlineData("members.json", "{ \"Resources\": { \"A\": { \"Type\": \"a\", \"Type\": \"b\" } } }", "is not one valid JSON document")]
    [InlineData("two.json", "{ \"Resources\": {} }\n{ \"Resources\": {} }", "is not one valid JSON document")]
    [InlineData("properties.json", "{ \"Resources\": { \"A\": { \"Type\": \"AWS::IAM::Role\", \"Condition\": [] } } }", null)]
    [InlineData("values.json", "{ \"format_version\": \"1.0\", \"values\": [] }", "is not valid: ")]
    public void A_wrong_file_is_named_with_what_is_wrong(string name, string text, string? message)
    {
        using TestFiles files = new();
        string path = files.Write(name, text);

        Exception? exception = Record.Exception(() => IamSnapshot.Load(path));

        if (message is null)
        {
            Assert.Null(exception);
            return;
        }

        FormatException wrong = Assert.IsType<FormatException>(exception);
        Assert.StartsWith(path + " " + message, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void YAML_that_grows_without_end_is_refused()
    {
        StringBuilder text = new("Resources:\n  A0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
        for (int i = 1; i < 10; i++)
        {
            string previous = $"*a{i - 1}";
            text.Append($"  A{i}: &a{i} [{string.Join(", ", Enumerable.Repeat(previous, 10))}]\n");
        }

        using TestFiles files = new();
        string path = files.Write("large.yaml", text.ToString());

        FormatException exception = Assert.Throws<FormatException>(() => IamSnapshot.Load(path));

        Assert.Contains("is too large", exception.Message, StringComparison.Ordinal);
    }

    // Each level takes some of the stack, and without a limit they would overflow it, which ends the process.
    [Theory]
    [InlineData("[")]
    [InlineData("{ a: ")]
    [InlineData("? - ")]
    [InlineData("- ")]
    public void YAML_that_is_nested_without_end_is_refused_at_the_limit(string level)
    {
        string text = "Resources:\n  " + string.Concat(Enumerable.Repeat(level, 100_000));

        FormatException exception = Assert.Throws<FormatException>(() => IamSnapshot.Parse(text, "deep.yaml"));

        Assert.StartsWith("deep.yaml is neither JSON nor valid YAML: line 2, column ", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("The document is nested too deeply, or is too large.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, "of no form")]
    [InlineData(65, "nested too deeply")]
    public void YAML_may_be_nested_as_deeply_as_JSON(int levels, string message)
    {
        string text = "A: " + new string('[', levels) + new string(']', levels);

        Assert.Contains(message, Assert.Throws<FormatException>(() => IamSnapshot.Parse(text, "deep.yaml")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[*a{0}]")]
    [InlineData("{{ a: *a{0} }}")]
    public void YAML_that_is_nested_too_deeply_by_aliases_is_refused(string level)
    {
        StringBuilder text = new("A0: &a0 [a]\n");
        for (int i = 1; i < 80; i++)
        {
            text.Append($"A{i}: &a{i} {string.Format(CultureInfo.InvariantCulture, level, i - 1)}\n");
        }

        Assert.EndsWith(
            "The document is nested too deeply, or is too large.",
            Assert.Throws<FormatException>(() => IamSnapshot.Parse(text.ToString(), "deep.yaml")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_or_a_folder_without_files_is_an_error()
    {
        using TestFiles files = new();

        Assert.Throws<FileNotFoundException>(() => IamSnapshot.Load(Path.Combine(files.Folder, "none.json")));
        Assert.Equal(
            $"The folder {files.Folder} has no file of .json, .yaml, .yml, .template, .tfstate.",
            Assert.Throws<FormatException>(() => IamSnapshot.Load(files.Folder)).Message);
    }

    [Fact]
    public void An_account_id_has_twelve_digits() => Assert.Equal(
        "33333333333=plan.json: 33333333333 is no account id, which has 12 digits.",
        Assert.Throws<FormatException>(() => IamSnapshot.Load("33333333333=plan.json")).Message);

    [Fact]
    public void What_stands_in_an_empty_member_of_YAML_is_nothing()
    {
        const string text = "Parameters:\nConditions:\nResources:\n  A:\n    Type: AWS::IAM::Role\n    Condition: C\n    Properties:\n";
        using TestFiles files = new();

        IamSnapshot snapshot = IamSnapshot.Load($"222222222222={files.Write("a.yaml", text)}");

        snapshot.AssertNote("A has no name of its own");
    }

    /// <summary>Every value in turn is replaced by one of another kind, and the kinds take turns.</summary>
    [Theory]
    [InlineData("plan.json")]
    [InlineData("state.json")]
    [InlineData("terraform.tfstate")]
    [InlineData("template.json")]
    public void Whatever_stands_in_a_file_it_is_read_or_refused(string file)
    {
        JsonNode root = JsonNode.Parse(TestFiles.Read(file))!;
        JsonNode?[] others = [null, "text", new JsonArray("a"), new JsonObject { ["a"] = new JsonObject() }];
        int turn = 0;
        int step = Thorough.Of(1, otherwise: 5);
        foreach (JsonNode node in Descendants(root).Where(node => !node.GetPath().Contains("sensitive", StringComparison.Ordinal)).ToList())
        {
            if (++turn % step != 0)
            {
                continue;
            }

            JsonNode parent = node.Parent!;
            string? name = parent is JsonObject ? node.GetPropertyName() : null;
            int index = parent is JsonArray ? node.GetElementIndex() : 0;
            Set(parent, name, index, others[turn % others.Length]?.DeepClone());
            AssertReadOrRefused(root.ToJsonString(), file);
            Set(parent, name, index, node);
        }
    }

    [Fact]
    public void However_much_of_a_YAML_file_is_left_it_is_read_or_refused()
    {
        string text = TestFiles.Read("template.yaml");
        for (int length = 0; length < text.Length; length += 7)
        {
            AssertReadOrRefused(text[..length], "template.yaml");
            AssertReadOrRefused(text[length..], "template.yaml");
        }
    }

    private static void AssertReadOrRefused(string text, string file)
    {
        try
        {
            foreach (IamRole role in IamSnapshot.Parse(text, file).Roles)
            {
                Assert.NotNull(role.Trust);
                Assert.NotNull(role.Policies);
            }
        }
        catch (FormatException e)
        {
            Assert.StartsWith(file, e.Message, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<JsonNode> Descendants(JsonNode node)
    {
        IEnumerable<JsonNode?> children = node switch
        {
            JsonObject map => map.Select(member => member.Value),
            JsonArray list => list,
            _ => [],
        };
        foreach (JsonNode child in children.OfType<JsonNode>())
        {
            yield return child;
            foreach (JsonNode descendant in Descendants(child))
            {
                yield return descendant;
            }
        }
    }

    private static void Set(JsonNode parent, string? name, int index, JsonNode? value)
    {
        if (name is null)
        {
            parent.AsArray()[index] = value;
        }
        else
        {
            parent.AsObject()[name] = value;
        }
    }
}
