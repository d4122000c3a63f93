using RoleChaining.Testing;

namespace RoleChaining.Tool;

/// <summary>The region that the command of <c>exec</c> has, and those of the profiles inside.</summary>
public sealed class ExecRegionTests
{
    public ExecRegionTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The commands of these tests are a POSIX shell's.");

    [Theory]
    [InlineData(null, "eu-north-1")]
    [InlineData("us-east-2", "us-east-2")]
    public async Task The_region_that_another_chain_has_left_in_the_shell_is_not_taken_for_the_users(string? own, string region)
    {
        await using Shell shell = await Shell.OpenAsync();
        await shell.EditConfigAsync(config => config.Replace("[profile production]", "[profile production]\nregion = eu-north-1", StringComparison.Ordinal));
        (shell.Variables["AWS_REGION"], shell.Variables["AWS_DEFAULT_REGION"]) = ("eu-central-1", "eu-central-1");
        (shell.Variables["ROLE_CHAIN_ASSUMED"], shell.Variables["ROLE_CHAIN_OWN_AWS_REGION"]) = ("1", own);

        Dictionary<string, string> variables = await shell.EnvironmentAsync("exec", "production", "--", "env");

        Assert.Equal(region, variables["AWS_REGION"]);
        Assert.DoesNotContain("eu-central-1", variables.Values);
    }

    [Fact]
    public async Task A_region_that_the_user_has_set_stays()
    {
        await using Shell shell = await Shell.OpenAsync();
        await shell.EditConfigAsync(config => config.Replace("[profile production]", "[profile production]\nregion = eu-north-1", StringComparison.Ordinal));
        shell.Variables["AWS_REGION"] = "eu-west-3";
        shell.Variables["AWS_DEFAULT_REGION"] = "eu-central-1";
        Dictionary<string, string> variables = await shell.EnvironmentAsync("exec", "production", "--", "env");
        Assert.Equal(("eu-west-3", "eu-central-1"), (variables["AWS_REGION"], variables["AWS_DEFAULT_REGION"]));
    }

    [Theory]
    [InlineData(null, "us-east-1", "--region eu-west-3", "eu-west-3")]
    [InlineData("us-east-1", null, "--region eu-west-3", "eu-west-3")]
    [InlineData("us-east-1", "us-east-1", "--region eu-west-3", "eu-west-3")]
    [InlineData("", "", "--region eu-west-3", "eu-west-3")]
    [InlineData("", "", "", "eu-north-1")]
    [InlineData("", "us-east-1", "", "us-east-1")]
    [InlineData("us-east-1", null, "", "us-east-1")]
    public async Task The_command_has_one_region(string? variable, string? older, string option, string expected)
    {
        await using Shell shell = await Shell.OpenAsync();
        await shell.EditConfigAsync(config => config.Replace("[profile production]", "[profile production]\nregion = eu-north-1", StringComparison.Ordinal));
        (shell.Variables["AWS_REGION"], shell.Variables["AWS_DEFAULT_REGION"]) = (variable, older);
        Dictionary<string, string> variables = await shell.EnvironmentAsync(
            ["exec", "production", .. option.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--", "env"]);
        Assert.Equal((expected, expected), (variables["AWS_REGION"], variables["AWS_DEFAULT_REGION"]));
    }

    [Theory]
    [InlineData("{0} credentials --profile other --format json", "us-west-2")]
    [InlineData("{0} exec other -- sh -c|echo \"{ \\\"Region\\\": \\\"$AWS_REGION\\\" }\"", "us-west-2")]
    [InlineData("{0} credentials --profile china --format json", "cn-north-1")]
    [InlineData("{0} credentials --profile production --format json", "eu-north-1")]
    [InlineData("{0} credentials --hop arn:aws:iam::333333333333:role/Last --format json", "eu-north-1")]
    [InlineData("{0} credentials --profile other --region eu-west-3 --format json", "eu-west-3")]
    [InlineData("env AWS_REGION=eu-west-2 {0} credentials --profile other --format json", "eu-west-2")]
    public async Task A_profile_inside_has_its_own_region_and_not_that_of_the_chain_around(string inner, string region)
    {
        await using Shell shell = await Shell.OpenAsync();
        LocalRole chinas = shell.Sts.AddRole("arn:aws-cn:iam::444444444444:role/Build", Trust("arn:aws-cn:iam::444444444444:user/chen"));
        LocalUser chen = shell.Sts.AddUser("444444444444", "chen", partition: "aws-cn");
        shell.Sts.AddRole("arn:aws:iam::333333333333:role/Last", Trust(Shell.Production));
        Amazon.Runtime.ImmutableCredentials keys = chen.Credentials.GetCredentials();
        await shell.EditConfigAsync(config => $"""
            {config.Replace("[profile production]", "[profile production]\nregion = eu-north-1", StringComparison.Ordinal)}

            [profile other]
            role_arn = {Shell.Hub}
            source_profile = default
            region = us-west-2

            [profile chen]
            aws_access_key_id = {keys.AccessKey}
            aws_secret_access_key = {keys.SecretKey}

            [profile china]
            role_arn = {chinas.Arn}
            source_profile = chen
            region = cn-north-1
            """);
        (shell.Variables["AWS_REGION"], shell.Variables["AWS_DEFAULT_REGION"]) = (null, null);
        string[] words = [.. inner.Split('|')[0].Split(' ').SelectMany(word => word == "{0}" ? Shell.CommandLine.Split(' ') : [word]), .. inner.Split('|')[1..]];

        Finished finished = await shell.RunAsync(["exec", "production", "--", .. words]);

        Assert.Equal(region, Shell.Json(finished).GetProperty("Region").GetString());
    }

    [Fact]
    public async Task Assume_in_the_shell_of_exec_gives_back_the_region_of_exec()
    {
        await using Shell shell = await Shell.OpenAsync();
        await shell.PutOnPathAsync();
        await shell.EditConfigAsync(config => $"""
            {config.Replace("[profile production]", "[profile production]\nregion = eu-north-1", StringComparison.Ordinal)}

            [profile other]
            role_arn = {Shell.Hub}
            source_profile = default
            region = us-west-2
            """);
        (shell.Variables["AWS_REGION"], shell.Variables["AWS_DEFAULT_REGION"]) = (null, null);
        Finished finished = await shell.RunAsync(
            "exec", "production", "--", "bash", "-c", "eval \"$(role-chain shell-init bash)\"; assume other; echo $AWS_REGION; assume -u; echo $AWS_REGION $AWS_DEFAULT_REGION");
        Assert.Equal(new Finished(0, "us-west-2\neu-north-1 eu-north-1\n", ""), finished);
    }

    private static string Trust(string principal) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{principal}}"},"Action":"sts:AssumeRole"}]}""";
}
