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

    /// <summary>An indented line continues the value before it, for the AWS CLI too: what was meant for a line of its own may be a secret.</summary>
    [Theory]
    [InlineData("role_arn = arn:aws:iam::333333333333:role/ProductionRole")]
    [InlineData("source_profile = hub")]
    [InlineData("role_session_name = alice-production")]
    [InlineData("source_identity = alice")]
    [InlineData("mfa_serial = arn:aws:iam::111111111111:mfa/alice")]
    [InlineData("duration_seconds = 3600")]
    [InlineData("transitive_session_tags = team")]
    [InlineData("region = eu-west-1")]
    [InlineData("ca_bundle = /etc/ssl/cert.pem")]
    [InlineData("use_fips_endpoint = false")]
    [InlineData("services = local")]
    [InlineData("credential_source = Environment")]
    [InlineData("web_identity_token_file = /token")]
    [InlineData("sso_account_id = 111111111111\nsso_role_name = Admin\nsso_session = company")]
    [InlineData("sso_session = company\nsso_role_name = Admin\nsso_account_id = 111111111111")]
    [InlineData("sso_session = company\nsso_account_id = 111111111111\nsso_role_name = Admin")]
    public async Task No_verb_prints_what_an_indented_line_adds_to_a_setting(string setting)
    {
        await using Shell shell = await Shell.OpenAsync();
        shell.Variables["AWS_ENDPOINT_URL"] = shell.Variables["AWS_REGION"] = shell.Variables["AWS_DEFAULT_REGION"] = null;
        shell.Variables["AWS_ENDPOINT_URL_SSO"] = "http://127.0.0.1:1";
        string name = setting.Split('\n')[^1].Split(' ')[0];
        bool isRoles = name is not ("credential_source" or "web_identity_token_file") && !name.StartsWith("sso", StringComparison.Ordinal);
        Dictionary<string, string> others = !isRoles ? [] : new()
        {
            ["role_arn"] = Shell.Production, ["source_profile"] = "hub", ["role_session_name"] = "alice-production",
        };
        if (name is "credential_source" or "web_identity_token_file")
        {
            others["role_arn"] = Shell.Production;
        }

        others.Remove(name);
        await File.WriteAllTextAsync(
            Path.Combine(shell.Home, ".aws", "config"),
            $"""
            [profile hub]
            role_arn = {Shell.Hub}
            source_profile = default

            [profile production]
            {setting}
              aws_secret_access_key = {Canary}
            {string.Join('\n', others.Select(other => $"{other.Key} = {other.Value}"))}
            """,
            TestContext.Current.CancellationToken);
        string[] verbs = ["credentials production", "exec production -- true", "explain production", "whoami production", "verify production", "profiles"];
        string[] lines = [.. verbs, .. verbs.Select(verb => "--json " + verb)];
        int step = Thorough.Of(1, otherwise: 5);
        for (int i = setting.Length % step; i < lines.Length; i += step)
        {
            Finished finished = await shell.RunAsync(lines[i].Split(' '));
            Assert.DoesNotContain("CANARY", finished.Output + finished.Error, StringComparison.Ordinal);
        }
    }
}
