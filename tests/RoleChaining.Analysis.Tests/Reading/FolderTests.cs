namespace RoleChaining.Reading;

/// <summary>Folders of files, and what the CDK writes.</summary>
public sealed class FolderTests
{
    private const string Accounts = """{ "roles": [ { "arn": "arn:aws:iam::222222222222:role/Hub", "trust": {"Version":"2012-10-17","Statement":[]} } ] }""";

    [Fact]
    public void A_file_of_a_folder_that_is_of_no_known_form_is_noted()
    {
        using TestFiles files = new();
        files.Write("accounts.json", Accounts);
        string other = files.Write("package.json", """{ "name": "orders" }""");

        IamSnapshot snapshot = IamSnapshot.Load(files.Folder);

        Assert.Single(snapshot.Roles);
        Assert.Equal([$"{other}: it is of no form that is known, so it is not read."], snapshot.Notes);
    }

    [Fact]
    public void A_folder_of_nothing_that_is_known_is_an_error()
    {
        using TestFiles files = new();
        files.Write("package.json", """{ "name": "orders" }""");

        Assert.Contains(
            "has no file of a form that is known", Assert.Throws<FormatException>(() => IamSnapshot.Load(files.Folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("manifest.json")]
    public void The_manifest_of_a_cloud_assembly_says_whose_account_a_template_is_for(string given)
    {
        using TestFiles files = new();
        WriteAssembly(files);

        IamSnapshot snapshot = IamSnapshot.Load(Path.Combine(files.Folder, given));

        Assert.Equal(
            ["arn:aws:iam::222222222222:role/Hub", "arn:aws:iam::333333333333:role/Production"],
            snapshot.Roles.Select(role => role.Arn).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(snapshot.Notes, note => note.Contains("tree.json", StringComparison.Ordinal));
    }

    [Fact]
    public void An_account_that_is_given_is_that_of_stacks_without_one_and_may_not_contradict_the_others()
    {
        using TestFiles files = new();
        WriteAssembly(files, environment: "aws://unknown-account/unknown-region");

        Assert.Contains(IamSnapshot.Load($"333333333333={files.Folder}").Roles, role => role.Arn == "arn:aws:iam::333333333333:role/Hub");
        Assert.Equal(
            $"{Path.Combine(files.Folder, "assembly-Stage", "manifest.json")} says that Stack is for 333333333333, and 222222222222= was given.",
            Assert.Throws<FormatException>(() => IamSnapshot.Load($"222222222222={files.Folder}")).Message);
    }

    [Fact]
    public void A_template_that_a_manifest_names_and_that_is_not_there_is_an_error()
    {
        using TestFiles files = new();
        WriteAssembly(files);
        File.Delete(Path.Combine(files.Folder, "Hub.template.json"));

        Assert.Throws<FileNotFoundException>(() => IamSnapshot.Load(files.Folder));
    }

    private static void WriteAssembly(TestFiles files, string environment = "aws://222222222222/eu-west-1")
    {
        files.Write("manifest.json", $$"""
            {
              "version": "39.0.0",
              "artifacts": {
                "Tree": { "type": "cdk:tree", "properties": { "file": "tree.json" } },
                "Hub.assets": { "type": "cdk:asset-manifest", "properties": { "file": "Hub.assets.json" } },
                "Hub": { "type": "aws:cloudformation:stack", "environment": "{{environment}}", "properties": { "templateFile": "Hub.template.json" } },
                "assembly-Stage": { "type": "cdk:cloud-assembly", "properties": { "directoryName": "assembly-Stage" } }
              }
            }
            """);
        files.Write("tree.json", "{}");
        files.Write("Hub.template.json", Template("Hub"));
        Directory.CreateDirectory(Path.Combine(files.Folder, "assembly-Stage"));
        files.Write(Path.Combine("assembly-Stage", "manifest.json"), """
            {
              "version": "39.0.0",
              "artifacts": {
                "Stack": { "type": "aws:cloudformation:stack", "environment": "aws://333333333333/eu-west-1", "properties": { "templateFile": "Stack.template.json" } }
              }
            }
            """);
        files.Write(Path.Combine("assembly-Stage", "Stack.template.json"), Template("Production"));
    }

    private static string Template(string name) => $$"""
        { "Resources": { "Role": { "Type": "AWS::IAM::Role", "Properties": {
          "RoleName": "{{name}}", "AssumeRolePolicyDocument": { "Version": "2012-10-17", "Statement": [] } } } } }
        """;
}
