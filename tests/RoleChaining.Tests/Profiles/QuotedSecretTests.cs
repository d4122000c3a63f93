using Amazon.Runtime;
using RoleChaining.Text;

namespace RoleChaining.Profiles;

/// <summary>A line of the shared files that cannot be read leaves us in no message: it may hold a secret.</summary>
[Collection(nameof(ProfileChainTests))]
public sealed class QuotedSecretTests : IDisposable
{
    private const string Canary = "wJalrXUtnFEMICANARYbPxRfiCYEXAMPLEKEY";

    private readonly SharedFiles _files = new();

    public void Dispose() => _files.Dispose();

    public static TheoryData<string> BrokenLines =>
    [
        $"[default]\naws_access_key_id = AKIAALICE\naws_secret_access_key : {Canary}\n",
        $"[default]\naws_access_key_id = AKIAALICE\naws_secret_access_key {Canary}\n",
        $"[default]\naws_access_key_id = AKIAALICE\naws_secret_access_key =\n{Canary}\n",
        $"[other]\n{Canary}\n[default]\naws_access_key_id = AKIAALICE\n",
        $"[other aws_secret_access_key = {Canary}\n[default]\naws_access_key_id = AKIAALICE\n",
        $"aws_secret_access_key = {Canary}\n[default]\naws_access_key_id = AKIAALICE\n",
    ];

    [Theory, MemberData(nameof(BrokenLines))]
    public async Task A_broken_line_of_a_shared_file_is_never_quoted(string credentials)
    {
        _files.Credentials = credentials;
        using ChainedAWSCredentials chain = new RoleChainBuilder().WithSourceProfile("default")
            .AssumeRole("arn:aws:iam::222222222222:role/HubRole")
            .Build();
        Exception? failure = await Record.ExceptionAsync(() => chain.GetCredentialsAsync(TestContext.Current.CancellationToken));
        Assert.NotNull(failure);
        Assert.DoesNotContain(Canary, failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("source_profile = nobody")]
    [InlineData("role_session_name = alice")]
    [InlineData("duration_seconds = 3600")]
    public void What_an_indented_line_adds_to_a_setting_is_never_quoted(string setting)
    {
        string name = setting.Split(' ')[0];
        _files.Config = $"[profile work]\n{setting}\n  aws_secret_access_key = {Canary}\n"
            + $"role_arn = arn:aws:iam::222222222222:role/HubRole\n{(name == "source_profile" ? "" : "source_profile = default\n")}";
        _files.Credentials = "[default]\naws_access_key_id = AKIAALICE\naws_secret_access_key = secret\n";
        Exception failure = Assert.ThrowsAny<Exception>(() => RoleChainBuilder.FromProfile("work").Build());
        Assert.Contains($"is \"{setting.Split(' ')[2]}\\u000A...\"", failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Canary, failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_that_quotes_a_line_names_the_line_instead()
    {
        _files.Credentials = $"[default]\naws_access_key_id = AKIAALICE\naws_secret_access_key : {Canary}\n";
        InvalidOperationException quoting = new("no keys", new FormatException($"Line 3: aws_secret_access_key : {Canary} is no property"));

        Assert.False(ForeignText.IsSafe(quoting));
        Assert.Contains("line 3. Its message is not repeated here", ForeignText.Describe(quoting), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_credential_process_printed_is_not_repeated() =>
        Assert.DoesNotContain(Canary, ForeignText.Describe(new ProcessAWSCredentialException($"printed {Canary}")), StringComparison.Ordinal);

    [Fact]
    public void Other_messages_are_repeated() =>
        Assert.Equal("IOException: the disk is full", ForeignText.Describe(new IOException("the disk is full")));
}
