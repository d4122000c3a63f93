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

    [Theory]
    [InlineData("deploy.yaml", "{{- if .Values.enabled }}\nkind: Deployment\n{{- end }}\n")]
    [InlineData("cut.yaml", "on: [push\njobs: {}\n")]
    [InlineData("key.yaml", "A:\n   : a\n")]
    [InlineData("events.json", "{ \"name\": \"a\" }\n{ \"name\": \"b\" }\n")]
    [InlineData("twice.json", "{ \"name\": \"a\", \"name\": \"b\" }")]
    [InlineData("cut.json", "{ \"name\": ")]
    public void A_file_of_a_folder_that_cannot_be_parsed_is_noted_and_where_it_is_named_an_error(string name, string text)
    {
        using TestFiles files = new();
        files.Write("accounts.json", Accounts);
        string other = files.Write(name, text);

        IamSnapshot snapshot = IamSnapshot.Load(files.Folder);

        Assert.Single(snapshot.Roles);
        Assert.Equal([$"{other}: it is of no form that is known, so it is not read."], snapshot.Notes);
        Assert.StartsWith(other, Assert.Throws<FormatException>(() => IamSnapshot.Load(other)).Message, StringComparison.Ordinal);
    }

    /// <summary>What is not read of it may deny, so that the rest of the folder would allow too much.</summary>
    [Theory]
    [InlineData("details.json", "{ \"RoleDetailList\": [ { ")]
    [InlineData("scp.json", "{ \"Policy\": { \"PolicySummary\": { \"Id\": \"p-1\" }, ")]
    [InlineData("accounts.json", "{ \"Accounts\": [ { \"Id\": \"222222222222\", \"JoinedMethod\": \"INVITED\" ")]
    [InlineData("organization.json", "{ \"Organization\": { \"MasterAccountId\": \"1")]
    [InlineData("local.json", "{ \"roles\": [ { \"trust\": { \"Statement\": [ ")]
    [InlineData("plan.json", "{ \"format_version\": \"1.2\", \"planned_values\": {")]
    [InlineData("state.tfstate", "{ \"version\": 4, \"terraform_version\": \"1.11.0\", ")]
    [InlineData("template.json", "{ \"Resources\": { \"A\": { \"Type\": \"AWS::IAM::Role\", \"Type\": \"AWS::IAM::Role\" } } }")]
    [InlineData("template.yaml", "Resources:\n  A: { Type: AWS::IAM::Role\n")]
    [InlineData("missing.json", "{ \"roles\": [ { \"arn\": \"arn:aws:iam::222222222222:role/Other\" } ] }")]
    public void A_file_of_a_folder_that_is_broken_and_of_a_known_form_is_an_error(string name, string text)
    {
        using TestFiles files = new();
        files.Write("hub.json", Accounts);
        string broken = files.Write(name, text);

        Assert.StartsWith(broken, Assert.Throws<FormatException>(() => IamSnapshot.Load(files.Folder)).Message, StringComparison.Ordinal);
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

    [Theory]
    [InlineData("aws://unknown-account/unknown-region")]
    [InlineData("aws://account-0001/eu-west-1")]
    public void An_account_that_is_given_is_that_of_stacks_without_one_and_may_not_contradict_the_others(string environment)
    {
        using TestFiles files = new();
        WriteAssembly(files, environment);

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

    [Theory]
    [InlineData(".")]
    [InlineData("./")]
    [InlineData("..")]
    [InlineData("../other")]
    [InlineData("assembly-Stage/..")]
    [InlineData("/")]
    public void A_nested_assembly_that_is_not_below_its_own_is_passed_over_with_a_note(string directory)
    {
        using TestFiles files = new();
        Directory.CreateDirectory(Path.Combine(files.Folder, "app", "assembly-Stage"));
        Directory.CreateDirectory(Path.Combine(files.Folder, "other"));
        string stack = Manifest("aws:cloudformation:stack", "templateFile", "Stack.template.json");
        files.Write("manifest.json", stack);
        files.Write("Stack.template.json", Template("Outside"));
        files.Write(Path.Combine("other", "manifest.json"), stack);
        files.Write(Path.Combine("other", "Stack.template.json"), Template("Outside"));
        string manifest = files.Write(Path.Combine("app", "manifest.json"), Manifest("cdk:cloud-assembly", "directoryName", directory));

        IamSnapshot snapshot = IamSnapshot.Load($"222222222222={manifest}");

        Assert.Empty(snapshot.Roles);
        Assert.Equal([$"{manifest}: {directory} of A is not below its folder, so it is not read."], snapshot.Notes);
    }

    [Fact]
    public void An_assembly_without_stacks_is_noted()
    {
        using TestFiles files = new();
        string manifest = files.Write("manifest.json", Manifest("cdk:asset-manifest", "file", "assets.json"));

        Assert.Equal([$"{manifest}: it has no stack, so nothing is read of it."], IamSnapshot.Load(files.Folder).Notes);
    }

    [Theory]
    [InlineData("again")]
    [InlineData("again/stage")]
    public void A_nested_assembly_that_is_a_link_or_below_one_is_passed_over_with_a_note(string directory)
    {
        using TestFiles files = new();
        string manifest = files.Write("manifest.json", Manifest("cdk:cloud-assembly", "directoryName", directory));
        Directory.CreateDirectory(Path.Combine(files.Folder, "stage"));
        files.Write(Path.Combine("stage", "manifest.json"), """{ "artifacts": {} }""");
        Assert.SkipUnless(TryLink(Path.Combine(files.Folder, "again"), files.Folder), "Links are not allowed here.");

        Assert.Equal([$"{manifest}: {directory} of A is not below its folder, so it is not read."], IamSnapshot.Load(manifest).Notes);

        static bool TryLink(string path, string target)
        {
            try
            {
                Directory.CreateSymbolicLink(path, target);
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    [Fact]
    public void A_template_that_is_not_below_its_assembly_is_passed_over_with_a_note()
    {
        using TestFiles files = new();
        Directory.CreateDirectory(Path.Combine(files.Folder, "app"));
        files.Write("Stack.template.json", Template("Outside"));
        files.Write(Path.Combine("app", "manifest.json"), Manifest("aws:cloudformation:stack", "templateFile", "../Stack.template.json"));

        IamSnapshot snapshot = IamSnapshot.Load($"222222222222={Path.Combine(files.Folder, "app")}");

        Assert.Empty(snapshot.Roles);
        snapshot.AssertNote("../Stack.template.json of A is not below its folder");
    }

    [Fact]
    public void A_nested_assembly_that_is_named_twice_is_read_once()
    {
        using TestFiles files = new();
        Directory.CreateDirectory(Path.Combine(files.Folder, "stage"));
        files.Write("manifest.json", """
            {
              "artifacts": {
                "A": { "type": "cdk:cloud-assembly", "properties": { "directoryName": "stage" } },
                "B": { "type": "cdk:cloud-assembly", "properties": { "directoryName": "./stage/" } }
              }
            }
            """);
        files.Write(Path.Combine("stage", "manifest.json"), Manifest("aws:cloudformation:stack", "templateFile", "Stack.template.json"));
        files.Write(Path.Combine("stage", "Stack.template.json"), """{ "Resources": { "Nested": { "Type": "AWS::CloudFormation::Stack" } } }""");

        Assert.Single(IamSnapshot.Load(files.Folder).Notes);
    }

    [Fact]
    public void Artifacts_of_other_types_have_no_templates_and_a_nested_assembly_may_have_no_artifacts()
    {
        using TestFiles files = new();
        Directory.CreateDirectory(Path.Combine(files.Folder, "stage"));
        files.Write(Path.Combine("stage", "manifest.json"), """{ "version": "39.0.0" }""");
        string manifest = files.Write("manifest.json", """
            {
              "artifacts": {
                "A": { "type": "cdk:cloud-assembly", "properties": { "directoryName": "stage", "templateFile": "none.json" } },
                "B": { "type": "cdk:tree", "properties": { "directoryName": "none", "templateFile": "none.json" } },
                "C": { "type": "cdk:feature-flag-report" }
              }
            }
            """);

        Assert.Equal([$"{manifest}: it has no stack, so nothing is read of it."], IamSnapshot.Load(files.Folder).Notes);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "Parameters": { "BootstrapVersion": { "Type": "String" } }, "Rules": {} }""")]
    public void A_stack_of_an_assembly_that_has_no_resources_is_noted(string template)
    {
        using TestFiles files = new();
        WriteAssembly(files);
        string empty = files.Write("Hub.template.json", template);

        IamSnapshot snapshot = IamSnapshot.Load(files.Folder);

        Assert.Equal(["arn:aws:iam::333333333333:role/Production"], snapshot.Roles.Select(role => role.Arn));
        Assert.Contains($"{empty}: it has no resources, so nothing is read of it.", snapshot.Notes);
    }

    [Fact]
    public void A_template_of_an_assembly_whose_resources_are_of_no_form_is_an_error()
    {
        using TestFiles files = new();
        WriteAssembly(files);
        files.Write("Hub.template.json", """{ "Resources": [] }""");

        Assert.Contains(
            "is of no form that is known", Assert.Throws<FormatException>(() => IamSnapshot.Load(files.Folder)).Message, StringComparison.Ordinal);
    }

    private static string Manifest(string type, string property, string value) =>
        $$"""{ "artifacts": { "A": { "type": "{{type}}", "properties": { "{{property}}": "{{value}}" } } } }""";

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
