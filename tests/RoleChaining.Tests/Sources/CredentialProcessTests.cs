using Amazon.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RoleChaining.Profiles;

namespace RoleChaining.Sources;

/// <summary>A profile's <c>credential_process</c>, run by ourselves under the AWS CLI's rules.</summary>
[Collection(nameof(ProfileChainTests))]
public sealed class CredentialProcessTests : IDisposable
{
    private const string Keys = "\"Version\":1,\"AccessKeyId\":\"AKIAEXAMPLE\",\"SecretAccessKey\":\"secret\"";

    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private readonly SharedFiles _files = new();
    private readonly FakeTimeProvider _clock = new(Now);

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_gives_keys_token_account_and_expiry(bool async)
    {
        AWSCredentials credentials = Prepare($$"""{{{Keys}},"SessionToken":"token","AccountId":"111111111111","Expiration":"2026-11-24T13:00:00+00:00"}""");
        ImmutableCredentials read = async ? await credentials.GetCredentialsAsync() : credentials.GetCredentials();
        Assert.Equal(("AKIAEXAMPLE", "secret", "token", "111111111111"), (read.AccessKey, read.SecretKey, read.Token, read.AccountId));
        Assert.Equal(Now.AddHours(1).UtcDateTime, credentials.Expiration);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"Expiration\":null,\"SessionToken\":null")]
    public async Task Keys_without_an_expiry_do_not_expire(string rest)
    {
        AWSCredentials credentials = Prepare($$"""{{{Keys}}{{rest}}}""");
        Assert.Equal("AKIAEXAMPLE", (await credentials.GetCredentialsAsync()).AccessKey);
        Assert.Null(credentials.Expiration);
    }

    [Theory]
    [InlineData("\"\"", "printed an Expiration that is \"\"; write UTC such as", true)]
    [InlineData("\"soon\"", "printed an Expiration that is \"soon\"", true)]
    [InlineData("\"2026-11-24 13:00:00\"", "printed an Expiration that is \"2026-11-24 13:00:00\"", true)]
    [InlineData("1764000000", "printed a Expiration that is no text", true)]
    [InlineData("\"0001-01-01T00:00:00Z\"", "printed credentials that expired at \"0001-01-01T00:00:00Z\"", false)]
    [InlineData("\"2026-11-24T12:00:00Z\"", "printed credentials that expired at", false)]
    [InlineData("\"9999-12-31T23:59:59Z\"", "more than 10 years ahead", true)]
    public async Task An_expiry_that_is_none_is_refused_in_words(string expiration, string error, bool isPermanent) =>
        await FailsAsync(Prepare($$"""{{{Keys}},"Expiration":{{expiration}}}"""), error, isPermanent);

    [Theory]
    [InlineData("", "printed something else than JSON")]
    [InlineData("[]", "printed JSON that is no object")]
    [InlineData("{\"AccessKeyId\":\"a\"}", "printed an answer whose Version is not 1")]
    [InlineData("{\"Version\":2}", "printed an answer whose Version is not 1")]
    [InlineData("{\"Version\":1,\"AccessKeyId\":\"AKIACANARY\"}", "printed an answer without SecretAccessKey")]
    [InlineData("{\"Version\":1,\"AccessKeyId\":\"\",\"SecretAccessKey\":\"s\"}", "printed an answer without AccessKeyId")]
    [InlineData("AKIACANARY", "printed something else than JSON")]
    [InlineData("""{"Version": 1, "AccessKeyId": "\ud800", "SecretAccessKey": "s"}""", "printed something else than JSON")]
    public async Task An_answer_that_is_none_is_told_and_not_repeated(string answer, string error)
    {
        CredentialProcessException e = await FailsAsync(Prepare(answer), error, isPermanent: true);
        Assert.DoesNotContain("CANARY", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no-such-program --x", "names \"no-such-program\", which was not found; it is run without a shell", true)]
    [InlineData("~/x", "names \"~/x\", which was not found", true)]
    [InlineData("sh -c 'exit 3'", "ended with exit code 3", false)]
    [InlineData("sh -c 'yes'", "printed more than 1 MiB", true)]
    public async Task A_process_that_fails_is_told_with_its_place(string process, string error, bool isPermanent)
    {
        Unix();
        await FailsAsync(Create(process), error, isPermanent);
    }

    [Fact]
    public async Task Much_on_standard_error_does_not_hold_it_up()
    {
        Unix();
        AWSCredentials credentials = Create($$"""sh -c 'head -c 300000 /dev/zero >&2; echo "{\"Version\":1,\"AccessKeyId\":\"AKIAEXAMPLE\",\"SecretAccessKey\":\"s\"}"'""");
        Assert.Equal("AKIAEXAMPLE", (await credentials.GetCredentialsAsync()).AccessKey);
    }

    [Theory]
    [InlineData("sleep 1000")]
    [InlineData("sleep 5 & exit 0")]
    public async Task After_a_minute_it_is_ended_and_told(string script)
    {
        Unix();
        Task<ImmutableCredentials> reading = Create($"sh -c '{script}'").GetCredentialsAsync();
        while (!reading.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        CredentialProcessException e = await Assert.ThrowsAsync<CredentialProcessException>(() => reading);
        Assert.Contains("credential_process did not answer within 60 s", e.Message, StringComparison.Ordinal);
        Assert.False(e.IsPermanent);
    }

    [Fact]
    public void An_open_quote_is_an_error_of_the_file()
    {
        CredentialProcessException e = Assert.Throws<CredentialProcessException>(() => Create("echo 'x").GetCredentials());
        Assert.Contains("line 2, profile \"tool\": credential_process has a quote that is not closed", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_keys_of_the_environment_have_the_tokens_old_name_too()
    {
        _files.Variables["AWS_ACCESS_KEY_ID"] = "AKIAEXAMPLE";
        _files.Variables["AWS_SECRET_ACCESS_KEY"] = "secret";
        _files.Variables["AWS_SECURITY_TOKEN"] = "token";
        Assert.Equal("token", (await EnvironmentKeys.Find()!.GetCredentialsAsync()).Token);
    }

    [Theory]
    [InlineData("aws_security_token = old", "old")]
    [InlineData("aws_security_token = old\naws_session_token = new", "old")]
    [InlineData("aws_security_token =\naws_session_token = new", "new")]
    public void The_keys_of_a_profile_have_the_tokens_old_name_too(string lines, string token)
    {
        ProfileErrors errors = new();
        ProfileFiles files = ProfileFiles.Parse("", $"[a]\naws_access_key_id = A\naws_secret_access_key = s\n{lines}", errors);
        Assert.Equal(token, ProfileCredentialSettingsReader.Read(files.Find("a")!, files, errors)![Profile.SessionToken]);
    }

    private AWSCredentials Prepare(string answer)
    {
        Unix();
        string file = Path.Combine(_files.Folder, "an answer.json");
        File.WriteAllText(file, answer);
        return Create($"cat '{file}'");
    }

    private AWSCredentials Create(string process)
    {
        ProfileErrors errors = new();
        ProfileFiles files = ProfileFiles.Parse($"[profile tool]\ncredential_process = {process}", "", errors);
        ProfileCredentialSettings keys = ProfileCredentialSettingsReader.Read(files.Find("tool")!, files, errors)!;
        Assert.Empty(errors.All);
        return ProfileCredentials.Create(keys, _clock, NullLogger.Instance);
    }

    private static async Task<CredentialProcessException> FailsAsync(AWSCredentials credentials, string error, bool isPermanent)
    {
        CredentialProcessException e = await Assert.ThrowsAsync<CredentialProcessException>(credentials.GetCredentialsAsync);
        Assert.StartsWith("config, line 2, profile \"tool\": credential_process ", e.Message, StringComparison.Ordinal);
        Assert.Contains(error, e.Message, StringComparison.Ordinal);
        Assert.Equal(isPermanent, e.IsPermanent);
        return e;
    }

    private static void Unix() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The programs of this test are POSIX's.");
}
