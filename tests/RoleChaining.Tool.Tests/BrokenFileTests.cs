namespace RoleChaining.Tool;

/// <summary>A line of the shared files that cannot be read may hold a secret: the command names the line and does not print it.</summary>
public sealed class BrokenFileTests
{
    private const string Canary = "wJalrXUtnFEMICANARYbPxRfiCYEXAMPLEKEY";

    [Theory]
    [InlineData("[default]\naws_access_key_id = AKIAALICE\naws_secret_access_key : " + Canary + "\n")]
    [InlineData("[default]\naws_access_key_id = AKIAALICE\naws_secret_access_key " + Canary + "\n")]
    [InlineData("[default]\naws_access_key_id = AKIAALICE\n[nobody-asks-for-this]\n" + Canary + "\n")]
    [InlineData("[default aws_secret_access_key = " + Canary + "\naws_access_key_id = AKIAALICE\n")]
    public async Task A_broken_line_is_not_printed(string credentials)
    {
        await using Shell shell = await Shell.OpenAsync();
        await File.WriteAllTextAsync(Path.Combine(shell.Home, ".aws", "credentials"), credentials, TestContext.Current.CancellationToken);
        shell.Variables["AWS_EC2_METADATA_DISABLED"] = "true";
        foreach (string[] arguments in (string[][])[["--profile", "production"], ["--hop", Shell.Hub], ["--hop", Shell.Hub, "--json"]])
        {
            Finished finished = await shell.RunAsync(["credentials", .. arguments]);
            Assert.NotEqual(0, finished.ExitCode);
            Assert.DoesNotContain(Canary, finished.Output + finished.Error, StringComparison.Ordinal);
        }
    }
}
