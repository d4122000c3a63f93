using System.Text.RegularExpressions;
using CsCheck;

namespace RoleChaining.Text;

/// <summary>The rules against the patterns of AWS's API, which .NET's own engine reads.</summary>
public sealed partial class TextRulePropertyTests
{
    /// <summary>Characters that rules tell apart, and any of the first plane but halves of others.</summary>
    private static readonly Gen<char> Character = Gen.OneOf(
        Gen.Char["azAZ09_+=,.@-:/ \t\n\r*?\"\u00e9\u00ff\u0100\u0131\u2028\u0660\u216b"],
        Gen.Char['\u0000', '\ud7ff'],
        Gen.Char['\ue000', '\uffff']);

    private static Gen<string> Texts(int longest) => Gen.OneOf(
        Gen.String[Gen.Char["azAZ09_+=,.@-"], 0, longest + 2],
        Gen.String[Character, 0, longest + 2],
        Gen.String[Character, 0, 3]);

    [Fact]
    public void A_session_name_is_taken_where_it_matches_the_pattern_of_AssumeRole() => Texts(64).Sample(
        text => Assert.Equal(SessionName().IsMatch(text), TextRule.SessionName.Error(text) is null));

    [Fact]
    public void An_external_id_is_taken_where_it_matches_the_pattern_of_AssumeRole() => Texts(40).Sample(
        text => Assert.Equal(ExternalId().IsMatch(text), TextRule.ExternalId.Error(text) is null));

    [Fact]
    public void A_tag_is_taken_where_it_matches_the_patterns_of_AssumeRole() => Texts(128).Sample(text =>
    {
        Assert.Equal(TagKey().IsMatch(text), TextRule.TagKey.Error(text) is null);
        Assert.Equal(TagValue().IsMatch(text), TextRule.TagValue.Error(text) is null);
    });

    [Fact]
    public void A_policy_is_taken_where_it_matches_the_pattern_of_AssumeRole() => Texts(20).Sample(
        text => Assert.Equal(Policy().IsMatch(text), TextRule.Policy.Error(text) is null));

    // Java's \w is ASCII, and its $ is the end.
    [GeneratedRegex(@"\A[\w+=,.@-]{2,64}\z", RegexOptions.ECMAScript)]
    private static partial Regex SessionName();

    [GeneratedRegex(@"\A[\w+=,.@:\/-]{2,1224}\z", RegexOptions.ECMAScript)]
    private static partial Regex ExternalId();

    [GeneratedRegex(@"\A[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}\z")]
    private static partial Regex TagKey();

    [GeneratedRegex(@"\A[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}\z")]
    private static partial Regex TagValue();

    [GeneratedRegex(@"\A[\u0009\u000A\u000D\u0020-\u00FF]{1,}\z")]
    private static partial Regex Policy();
}
