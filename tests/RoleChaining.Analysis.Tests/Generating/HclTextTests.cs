using System.Text;
using System.Text.Json.Nodes;

namespace RoleChaining.Generating;

/// <summary>Values of HCL.</summary>
public sealed class HclTextTests
{
    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("say \"a\\b\"", "\"say \\\"a\\\\b\\\"\"")]
    [InlineData("a\nb\rc\td\u0001", "\"a\\nb\\rc\\td\\u0001\"")]
    [InlineData("${a} %{b} $ % {", "\"$${a} %%{b} $ % {\"")]
    [InlineData("{$", "\"{$\"")]
    [InlineData("{%", "\"{%\"")]
    [InlineData("é😀", "\"é😀\"")]
    public void A_text_is_quoted_so_that_nothing_in_it_is_a_template(string text, string quoted) => Assert.Equal(quoted, HclText.Quote(text));

    [Theory]
    [InlineData("null", "null")]
    [InlineData("[]", "[]")]
    [InlineData("[1, true, \"a\"]", "[1, true, \"a\"]")]
    [InlineData("{ \"$reference\": \"var.a\" }", "var.a")]
    [InlineData("{ \"a\": 1, \"aws:b\": \"c\" }", "{\n      a       = 1\n      \"aws:b\" = \"c\"\n    }")]
    [InlineData("[{ \"a\": 1 }, 2]", "[\n      {\n        a = 1\n      },\n      2,\n    ]")]
    [InlineData("[[1, 2], [{ \"a\": [] }]]", "[\n      [1, 2],\n      [\n        {\n          a = []\n        },\n      ],\n    ]")]
    public void A_value_is_written_as_terraform_fmt_writes_it(string json, string text) => Assert.Equal(text, HclText.Write(JsonNode.Parse(json), depth: 2));

    [Fact]
    public void Equals_signs_of_neighbours_on_one_line_are_below_each_other()
    {
        StringBuilder text = new();

        HclText.WriteBody(text, [.. JsonNode.Parse("""{ "a": 1, "long": 2, "list": [{}], "longer": 3, "b": 4 }""")!.AsObject()], depth: 1);

        Assert.Equal("  a    = 1\n  long = 2\n  list = [\n    {\n    },\n  ]\n  longer = 3\n  b      = 4\n", text.ToString());
    }

    [Fact]
    public void A_name_that_is_taken_gets_the_first_number_that_is_free()
    {
        Assert.Equal("X", FreeName.Find("X", _ => false));
        Assert.Equal("X4", FreeName.Find("X", name => name is "X" or "X2" or "X3" or "X5"));
    }
}
