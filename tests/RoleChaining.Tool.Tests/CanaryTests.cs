namespace RoleChaining.Tool;

/// <summary>Secrets in both files, and a broken line: no verb prints any of them, as text or as JSON, nor does completion.</summary>
public sealed class CanaryTests
{
    private const string Canary = "wJalrXUtnFEMICANARYbPxRfiCYEXAMPLEKEY";

    private static readonly string[] Verbs =
    [
        "credentials production", "credentials --hop arn:aws:iam::222222222222:role/HubRole", "exec production -- true", "explain production",
        "profiles", "sessions", "policies production", "graph production", "demo --profile production", "[suggest:26] credentials --profile p",
    ];

    [Theory]
    [InlineData("aws_secret_access_key " + Canary)]
    [InlineData("[default aws_session_token = " + Canary)]
    [InlineData("aws_secret_access_key = " + Canary + "\naws_secret_access_key = " + Canary)]
    public async Task No_verb_prints_a_secret_of_a_broken_file(string broken)
    {
        await using Shell shell = await Shell.OpenAsync();
        foreach (string file in (string[])["config", "credentials"])
        {
            string path = Path.Combine(shell.Home, ".aws", file);
            await File.AppendAllTextAsync(path, $"\n[canary]\naws_access_key_id = AKIACANARY\naws_session_token = {Canary}\n{broken}\n", TestContext.Current.CancellationToken);
        }

        foreach (string verb in Verbs)
        {
            string[] words = verb.Split(' ');
            string[] arguments = words[0][0] == '[' ? [words[0], string.Join(' ', words[1..])] : verb.StartsWith("exec", StringComparison.Ordinal) ? words : [.. words, "--json"];
            Finished finished = await shell.RunAsync(arguments);
            Assert.DoesNotContain("CANARY", finished.Output + finished.Error, StringComparison.Ordinal);
        }

        Assert.Empty(shell.Sts.Calls);
    }
}
