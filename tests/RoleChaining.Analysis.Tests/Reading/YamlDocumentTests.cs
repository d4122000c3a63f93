namespace RoleChaining.Reading;

/// <summary>Files of YAML with several documents.</summary>
public sealed class YamlDocumentTests
{
    [Fact]
    public void A_document_of_YAML_that_is_no_template_is_noted_where_another_is_one()
    {
        const string stack = "Resources: { Reader: { Type: AWS::IAM::Role, Properties: { RoleName: Reader } } }\n";
        using TestFiles files = new();
        string file = files.Write("stacks.yaml", $"---\n{stack}---\nname: values\n---\n# nothing\n---\n{stack.Replace("Reader", "Writer", StringComparison.Ordinal)}---\n");

        IamSnapshot snapshot = IamSnapshot.Load($"222222222222={file}");

        Assert.Equal(["arn:aws:iam::222222222222:role/Reader", "arn:aws:iam::222222222222:role/Writer"], snapshot.Roles.Select(role => role.Arn));
        Assert.Equal([$"{file} (document 2): it is of no form that is known, so it is not read."], snapshot.Notes);
        Assert.Throws<FormatException>(() => IamSnapshot.Load(files.Write("values.yaml", "name: values\n---\nname: more\n")));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_block_of_text_may_begin_with_a_line_of_spaces(string newLine)
    {
        string[] lines =
        [
            "Resources:",
            "  Hub:",
            "    Type: AWS::IAM::Role",
            "    Properties:",
            "      RoleName: Hub",
            "      AssumeRolePolicyDocument: |",
            "          ",
            "        { \"Version\": \"2012-10-17\", \"Statement\": {",
            "            ",
            "          \"Effect\": \"Allow\", \"Principal\": { \"AWS\": \"" + Ask.Alice + "\" }, \"Action\": \"sts:AssumeRole\" } }",
        ];
        using TestFiles files = new();
        string file = files.Write("template.yaml", string.Join(newLine, lines));

        IamSnapshot stack = IamSnapshot.Load($"222222222222={file}");

        Assert.Equal(IamOutcome.Allowed, stack.Lets("arn:aws:iam::222222222222:role/Hub", Ask.Alice).Outcome);
    }
}
