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
}
