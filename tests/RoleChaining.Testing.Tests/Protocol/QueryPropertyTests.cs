using CsCheck;

namespace RoleChaining.Testing;

/// <summary>Forms as .NET's own client writes them.</summary>
public sealed class QueryPropertyTests
{
    [Fact]
    public void A_form_is_read_as_it_was_written() => Gen.Dictionary(Gen.String[Gen.Char["a&=%+ .\u00e9\u20ac\0"], 1, 6], Gen.String[1, 8])[0, 5].Sample(form =>
    {
        Dictionary<string, string> whole = form.Where(pair => IsWhole(pair.Key) && IsWhole(pair.Value)).ToDictionary();
        QueryParameters parameters = new();
        using FormUrlEncodedContent content = new(whole);
        using MemoryStream bytes = new();
        content.CopyTo(bytes, context: null, CancellationToken.None);
        parameters.AddForm(bytes.ToArray());
        Assert.Equal(whole, parameters.Values);
    });

    [Fact]
    public void A_list_is_read_in_the_order_of_its_numbers() => Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 0, 4].Array[0, 12], Gen.Bool).Sample((values, zeros) =>
    {
        QueryParameters parameters = new();
        foreach ((int index, string value) in values.Index().Reverse())
        {
            parameters.AddForm(System.Text.Encoding.UTF8.GetBytes($"Keys.member.{(zeros ? "0" : "")}{index + 1}={value}"));
        }

        Assert.Equal(values, parameters.Members("Keys"));
    });

    private static bool IsWhole(string text) => !text.Any(char.IsSurrogate);
}
