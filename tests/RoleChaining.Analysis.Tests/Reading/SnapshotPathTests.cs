namespace RoleChaining.Reading;

/// <summary>What may be given to <c>Load</c>: files, folders, accounts and standard input.</summary>
public sealed class SnapshotPathTests
{
    private const string Role = """{ "Resources": { "A": { "Type": "AWS::IAM::Role", "Properties": { "RoleName": "NAME" } } } }""";

    [Fact]
    public void Files_of_a_folder_are_read_by_their_extensions_in_any_case()
    {
        using TestFiles files = new();
        string[] names = ["a.json", "b.yaml", "c.yml", "d.template", "E.JSON", "f.tfstate"];
        foreach (string name in names)
        {
            files.Write(name, Role.Replace("NAME", name, StringComparison.Ordinal));
        }

        files.Write("g.txt", Role);

        Assert.Equal(
            names.Select(name => $"arn:aws:iam::222222222222:role/{name}").Order(StringComparer.Ordinal),
            IamSnapshot.Load($"222222222222={files.Folder}").Roles.Select(role => role.Arn).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Files_of_a_folder_are_read_in_the_order_of_their_names()
    {
        using TestFiles files = new();
        string[] names = [.. Enumerable.Range(0, 16).Select(i => $"{(char)('a' + (i * 7 % 16))}.json")];
        foreach (string name in names)
        {
            files.Write(name, """{ "name": "package" }""");
        }

        files.Write("roles.json", """{ "roles": [] }""");

        Assert.Equal(
            names.Order(StringComparer.Ordinal)
                .Select(name => $"{Path.Combine(files.Folder, name)}: it is of no form that is known, so it is not read."),
            IamSnapshot.Load(files.Folder).Notes);
    }

    [Fact]
    public void Comments_and_commas_at_the_end_of_a_template_do_not_matter() => Assert.Equal(
        ["a.json: the account of A is not known; write ACCOUNT=FILE."],
        IamSnapshot.Parse("// a\n" + Role.Replace(" } }", ", } }", StringComparison.Ordinal).Replace("NAME", "A", StringComparison.Ordinal), "a.json").Notes);

    [Theory]
    [InlineData("none.json")]
    [InlineData("222222222222.json")]
    [InlineData("stage-000001=plan.json")]
    [InlineData("stage-1=plan.json")]
    [InlineData("222222222222=none.json", "none.json")]
    public void A_file_that_is_not_there_is_named_whatever_its_name_looks_like(string given, string? file = null) => Assert.Equal(
        file ?? given, Path.GetFileName(Assert.Throws<FileNotFoundException>(() => IamSnapshot.Load(given)).FileName));

    [Fact]
    public void An_account_without_a_file_is_an_error() => Assert.Equal(
        "222222222222= names no file; write ACCOUNT=FILE.",
        Assert.Throws<FormatException>(() => IamSnapshot.Load("222222222222=")).Message);

    [Fact]
    public void Nothing_is_no_path_and_no_text()
    {
        Assert.Equal("paths", Assert.Throws<ArgumentNullException>(() => IamSnapshot.Load(null!, chain: null)).ParamName);
        Assert.Equal("text", Assert.Throws<ArgumentNullException>(() => IamSnapshot.Parse(null!, "a.json")).ParamName);
        Assert.Equal("name", Assert.Throws<ArgumentNullException>(() => IamSnapshot.Parse("{}", null!)).ParamName);
        Assert.Equal("given", Assert.Throws<ArgumentException>(() => IamSnapshot.Load("")).ParamName);
        Assert.Equal("given", Assert.Throws<ArgumentNullException>(() => IamSnapshot.Load([null!])).ParamName);
    }

    [Fact]
    public void A_dash_is_standard_input()
    {
        TextReader before = Console.In;
        try
        {
            Console.SetIn(new StringReader(Role));

            IamSnapshot snapshot = IamSnapshot.Load("-");

            Assert.Equal(["standard input: the account of A is not known; write ACCOUNT=FILE."], snapshot.Notes);
        }
        finally
        {
            Console.SetIn(before);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_plan_and_a_template_prevail_over_a_state_in_either_order(bool isStateFirst)
    {
        const string role = """
            { "address": "aws_iam_role.r", "mode": "managed", "type": "aws_iam_role", "name": "r", "values": {
                "arn": "arn:aws:iam::222222222222:role/Planned", "name": "Planned", "max_session_duration": 7200 } }
            """;
        using TestFiles files = new();
        string state = files.Write("state.json", $$"""
            { "format_version": "1.0", "values": { "root_module": { "resources": [
              {{role.Replace("7200", "3600", StringComparison.Ordinal)}},
              {{role.Replace("7200", "3600", StringComparison.Ordinal).Replace("Planned", "Stacked", StringComparison.Ordinal)
                  .Replace("aws_iam_role.r", "aws_iam_role.s", StringComparison.Ordinal)}} ] } } }
            """);
        string plan = files.Write("plan.json", $$"""{ "format_version": "1.2", "planned_values": { "root_module": { "resources": [ {{role}} ] } } }""");
        string template = files.Write("template.json", """
            { "Resources": { "A": { "Type": "AWS::IAM::Role", "Properties": { "RoleName": "Stacked", "MaxSessionDuration": 7200 } } } }
            """);
        string[] planned = [plan, $"222222222222={template}"];

        IamSnapshot snapshot = IamSnapshot.Load(isStateFirst ? [state, .. planned] : [.. planned, state]);

        Assert.Equal([TimeSpan.FromHours(2), TimeSpan.FromHours(2)], snapshot.Roles.Select(found => found.MaxSessionDuration));
    }

    [Fact]
    public void A_folder_with_the_name_aws_need_not_be_one_of_iam_collect()
    {
        using TestFiles files = new();
        Directory.CreateDirectory(Path.Combine(files.Folder, "aws", "stacks"));
        files.Write(Path.Combine("aws", "stacks", "a.json"), Role);

        Assert.Single(IamSnapshot.Load($"222222222222={files.Folder}").Roles);
    }

    [Fact]
    public void A_manifest_that_is_broken_is_named()
    {
        using TestFiles files = new();
        string manifest = files.Write("manifest.json", "{");

        Assert.StartsWith(
            $"{manifest} is not one valid JSON document: ",
            Assert.Throws<FormatException>(() => IamSnapshot.Load(files.Folder)).Message,
            StringComparison.Ordinal);
    }
}
