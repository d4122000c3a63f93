using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace RoleChaining.Testing;

/// <summary>Rules that AWS documents or was seen to keep, beyond a table of refusals.</summary>
public sealed class RuleTests : IAsyncDisposable
{
    private const string Inner = "arn:aws:iam::222222222222:role/Inner";
    private const string GitHub = "token.actions.githubusercontent.com";

    private readonly LocalSts _sts = LocalSts.CreateInMemory();

    public ValueTask DisposeAsync() => _sts.DisposeAsync();

    [Theory]
    [InlineData("sts:AssumeRole", false)]
    [InlineData("sts:SetSourceIdentity", true)]
    public async Task In_a_chain_both_sides_allow_the_source_identity_in_one_account_too(string permission, bool isAllowed)
    {
        LocalUser alice = _sts.AddUser(The.Home, "alice");
        _sts.AddRole(The.Hub, Some.Trust(alice.Arn), Some.Allow(permission, "*"));
        _sts.AddRole(Inner, Some.Trust(The.Hub));
        Credentials plain = await Some.SessionAsync(_sts, alice.Credentials, The.Hub);
        Credentials identified = await Some.SessionAsync(_sts, alice.Credentials, The.Hub, request => request.SourceIdentity = "alice");

        await Some.SessionAsync(_sts, plain, Inner);
        if (isAllowed)
        {
            await Some.SessionAsync(_sts, identified, Inner);
            await Some.SessionAsync(_sts, plain, Inner, request => request.SourceIdentity = "alice");
        }
        else
        {
            Assert.Contains("sts:SetSourceIdentity", (await Some.RefusalAsync(_sts, identified, Inner)).Message, StringComparison.Ordinal);
            Assert.Contains("sts:SetSourceIdentity", (await Some.RefusalAsync(_sts, plain, Inner, request => request.SourceIdentity = "alice")).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_user_needs_no_policy_for_its_source_identity_where_the_trust_policy_names_it()
    {
        LocalUser bob = _sts.AddUser(The.HubAccount, "bob", policies: []);
        _sts.AddRole(The.Hub, Some.Trust(bob.Arn));

        await Some.SessionAsync(_sts, bob.Credentials, The.Hub, request => request.SourceIdentity = "bob");
    }

    [Fact]
    public async Task Everybody_with_a_condition_on_the_principal_is_limited_by_session_policies()
    {
        LocalUser alice = _sts.AddUser(The.Home, "alice");
        _sts.AddRole(The.Hub, Some.Trust(alice.Arn));
        _sts.AddRole(Inner, Some.Trust("*", $$$"""{"ArnEquals":{"aws:PrincipalArn":"{{{The.Hub}}}"}}"""));

        await Some.SessionAsync(_sts, await Some.SessionAsync(_sts, alice.Credentials, The.Hub), Inner);
        Credentials narrowed = await Some.SessionAsync(_sts, alice.Credentials, The.Hub, request => request.Policy = Some.Allow("s3:*", "*"));
        Assert.Equal("AccessDenied", (await Some.RefusalAsync(_sts, narrowed, Inner)).ErrorCode);
    }

    [Theory]
    [InlineData("arn:aws:iam", true)]
    [InlineData("arn:aws:sqs", false)]
    [InlineData("arn:aws:iam::222222222222", true)]
    [InlineData("arn:aws:iam::333333333333", false)]
    [InlineData("arn:aws:iam::*", true)]
    [InlineData("arn:aws:iam::*:role/HubRole", true)]
    [InlineData("arn:aws:iam::2*2:role/HubRole", true)]
    [InlineData("arn:aws:iam::2*HubRole", false)]
    [InlineData("arn:aws:iam::222222222222:role/Hub????", true)]
    [InlineData("arn:aws:iam::?:role/HubRole", false)]
    [InlineData("arn:aws:iam::222222222222:role/hubrole", false)]
    [InlineData("arn:aws:iam::222222222222:role/${aws:username}Role", true)]
    [InlineData("arn:aws:iam::222222222222:role/${sts:TransitiveTagKeys, 'Hub'}Role", true)]
    [InlineData("arn:aws:iam::222222222222:role/${aws:TagKeys, 'Hub'}Role", false)]
    public async Task A_resource_of_a_policy_is_matched_as_AWS_does(string resource, bool isAllowed)
    {
        LocalUser hub = _sts.AddUser(The.Home, "Hub", policies: [Some.Allow("sts:*", resource)]);
        _sts.AddRole(The.Hub, Some.Trust(The.Home));

        Exception? refusal = await Record.ExceptionAsync(
            () => Some.SessionAsync(_sts, hub.Credentials, The.Hub, request => request.Tags = [new() { Key = "Hub", Value = "1" }]));

        Assert.Equal(isAllowed ? null : "AccessDenied", (refusal as AmazonServiceException)?.ErrorCode);
    }

    [Theory]
    [InlineData("arn:aws:iam", true)]
    [InlineData("arn:aws:sts", false)]
    public async Task An_ARN_that_lacks_parts_is_completed(string resource, bool isAllowed)
    {
        LocalUser alice = _sts.AddUser(The.Home, "alice");
        LocalRole hub = _sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayAssumeAnything);
        AWSCredentials session = await Some.SessionAsync(
            _sts, alice.Credentials, The.Hub, request => request.Policy = Some.Allow("sts:AssumeRole", resource));
        _sts.AddRole(The.Production, Some.Trust(hub.Arn));

        Exception? refusal = await Record.ExceptionAsync(() => Some.SessionAsync(_sts, session, The.Production));

        Assert.Equal(isAllowed ? null : "AccessDenied", (refusal as AmazonServiceException)?.ErrorCode);
    }

    [Fact]
    public async Task Variables_are_texts_in_Bool_and_in_keys()
    {
        LocalUser alice = _sts.AddUser(The.Home, "alice", tags: new Dictionary<string, string> { ["Open"] = "true" });
        _sts.AddRole(The.Hub, Some.Trust(alice.Arn, """{"Bool":{"aws:PrincipalTag/Open":"${aws:PrincipalTag/Open}"}}"""));

        await Some.RefusalAsync(_sts, alice.Credentials, The.Hub);
    }

    [Theory]
    [InlineData(2048, null)]
    [InlineData(2049, "PackedPolicyTooLarge")]
    public async Task A_session_policy_of_AssumeRole_has_2048_characters(int length, string? code)
    {
        LocalUser alice = _sts.AddUser(The.Home, "alice");
        _sts.AddRole(The.Hub, Some.Trust(alice.Arn));

        Exception? refusal = await Record.ExceptionAsync(() => Some.SessionAsync(_sts, alice.Credentials, The.Hub, request => request.Policy = The.MayDoAnything.PadRight(length)));

        Assert.Equal(code, (refusal as AmazonServiceException)?.ErrorCode);
    }

    [Theory]
    [InlineData(1500, null)]
    [InlineData(2049, "Member must have length less than or equal to 2048")]
    public async Task A_session_policy_of_AssumeRoleWithWebIdentity_has_2048_characters(int length, string? message)
    {
        LocalOidcProvider provider = AddProvider("https://token.example.com", "*");

        Exception? refusal = await Record.ExceptionAsync(
            () => AssumeAsync(provider.IssueToken("build"), request => request.Policy = The.MayDoAnything.PadRight(length)));

        if (message is null)
        {
            Assert.Null(refusal);
        }
        else
        {
            Assert.EndsWith(message, refusal!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_tag_has_a_value()
    {
        LocalUser alice = _sts.AddUser(The.Home, "alice");
        Dictionary<string, string> parameters = new(RawSts.AssumeHub) { ["Tags.member.1.Key"] = "Team" };

        (int, string, string) answer = RawSts.Send(_sts, RawSts.Form(await alice.Credentials.GetCredentialsAsync(), parameters));

        Assert.Equal(
            (400, "ValidationError", "1 validation error detected: Value null at 'tags.1.member.value' failed to satisfy constraint: Member must not be null"),
            answer);
    }

    [Theory]
    [InlineData("AKIAALICEALICEALICEA", "111111111111")]
    [InlineData("ASIAQNZGKIQY56JQ7WML", "029608264753")]
    [InlineData("given-by-hand-0001", null)]
    public async Task GetAccessKeyInfo_knows_every_key_there_is(string accessKeyId, string? account)
    {
        LocalUser alice = _sts.AddUser(The.Home, "alice", "AKIAALICEALICEALICEA");
        LocalUser bob = _sts.AddUser(The.HubAccount, "bob", "BOBS1234567890123");
        using AmazonSecurityTokenServiceClient client = Some.Sts(_sts, alice.Credentials);

        if (account is null)
        {
            Assert.Equal("ValidationError", (await Assert.ThrowsAnyAsync<AmazonServiceException>(() => client.GetAccessKeyInfoAsync(new() { AccessKeyId = accessKeyId }, The.Cancellation))).ErrorCode);
        }
        else
        {
            Assert.Equal(account, (await client.GetAccessKeyInfoAsync(new() { AccessKeyId = accessKeyId }, The.Cancellation)).Account);
        }

        Assert.Equal(The.HubAccount, (await client.GetAccessKeyInfoAsync(new() { AccessKeyId = bob.AccessKeyId }, The.Cancellation)).Account);
    }

    [Theory]
    [InlineData(60, 14, 200)]
    [InlineData(60, 16, 403)]
    [InlineData(604800, 14, 200)]
    [InlineData(604800, 16, 403)]
    public async Task A_presigned_call_lasts_15_minutes_whatever_it_says(int says, int minutesAgo, int status)
    {
        LocalUser alice = _sts.AddUser(The.Home, "alice");

        (int Status, string Code, string) answer = RawSts.Send(
            _sts, RawSts.Presign(await alice.Credentials.GetCredentialsAsync(), TimeProvider.System.GetUtcNow().AddMinutes(-minutesAgo), says));

        Assert.Equal((status, status == 200 ? string.Empty : "SignatureDoesNotMatch"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("actor", "octocat")]
    [InlineData("actor_id", "7")]
    [InlineData("repository", "octo/orders")]
    [InlineData("repository_id", "11")]
    [InlineData("repository_owner_id", "12")]
    [InlineData("workflow", "deploy")]
    [InlineData("ref", "refs/heads/main")]
    [InlineData("environment", "production")]
    [InlineData("enterprise_id", "13")]
    [InlineData("job_workflow_ref", "octo/workflows/.github/workflows/deploy.yml@refs/heads/main")]
    public async Task GitHubs_documented_claims_are_condition_keys(string claim, string value)
    {
        LocalOidcProvider provider = AddProvider("https://" + GitHub, $$$"""{"StringEquals":{"{{{GitHub}}}:{{{claim}}}":"{{{value}}}"}}""");

        await AssumeAsync(provider.IssueToken(new JsonObject { ["sub"] = "repo:octo/orders", [claim] = value }));

        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => AssumeAsync(provider.IssueToken(new JsonObject { ["sub"] = "repo:octo/orders", [claim] = "x" })));
        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => AssumeAsync(provider.IssueToken("repo:octo/orders")));
    }

    [Theory]
    [InlineData("https://token.example.com", "token.example.com:repository", """{"repository":"octo/orders"}""", "octo/orders", false)]
    [InlineData("https://token.example.com", "token.example.com:azp", """{"azp":"sts.amazonaws.com"}""", "sts.amazonaws.com", true)]
    [InlineData("https://token.example.com", "token.example.com:aud", """{"azp":"sts.amazonaws.com","aud":"app"}""", "sts.amazonaws.com", true)]
    [InlineData("https://token.example.com", "token.example.com:oaud", """{"azp":"sts.amazonaws.com","aud":"app"}""", "app", true)]
    [InlineData("https://token.example.com", "token.example.com:email", """{"email":"a@example.com"}""", "a@example.com", true)]
    [InlineData("https://accounts.google.com", "accounts.google.com:google/organization_number", """{"google:organization_number":42}""", "42", true)]
    [InlineData("https://oidc.circleci.com/org/1", "oidc.circleci.com/org/1:oidc.circleci.com/project-id", """{"oidc.circleci.com/project-id":"p"}""", "p", true)]
    [InlineData("https://a.identity.oraclecloud.com", "a.identity.oraclecloud.com:rpst_id", """{"rpst_id":"r"}""", "r", true)]
    public async Task Claims_that_AWS_documents_for_a_provider_are_condition_keys_and_no_others(
        string issuer, string key, string claims, string value, bool isKey)
    {
        LocalOidcProvider provider = AddProvider(issuer, $$$"""{"StringEquals":{"{{{key}}}":"{{{value}}}"}}""");
        JsonObject all = (JsonObject)JsonNode.Parse(claims)!;
        all["sub"] = "build";

        Exception? refusal = await Record.ExceptionAsync(() => AssumeAsync(provider.IssueToken(all)));

        Assert.Equal(isKey ? null : "AccessDenied", (refusal as AmazonServiceException)?.ErrorCode);
    }

    [Fact]
    public async Task A_session_keeps_the_subject_and_the_audience_of_its_token_for_one_hop()
    {
        LocalOidcProvider provider = AddProvider("https://token.example.com", "*");
        const string third = "arn:aws:iam::444444444444:role/Third";
        const string condition = """{"StringEquals":{"token.example.com:sub":"build","token.example.com:aud":"sts.amazonaws.com"},"ForAnyValue:StringEquals":{"token.example.com:amr":"mfa"},"Null":{"token.example.com:oaud":"true"}}""";
        _sts.AddRole(The.Production, Some.Trust(The.Hub, condition), The.MayAssumeAnything);
        _sts.AddRole(third, Some.Trust(The.Production, """{"Null":{"token.example.com:sub":"false"}}"""));

        Credentials hub = await AssumeAsync(provider.IssueToken(new JsonObject { ["sub"] = "build", ["amr"] = new JsonArray("mfa", "pwd") }));
        Credentials production = await Some.SessionAsync(_sts, hub, The.Production);

        await Some.RefusalAsync(_sts, production, third);
    }

    [Fact]
    public async Task Claims_are_within_the_limits_of_tags_and_source_identities()
    {
        LocalOidcProvider provider = AddProvider("https://token.example.com", "*");
        JsonObject Tags(int count, string key = "k", string value = "v") => new()
        {
            ["https://aws.amazon.com/tags"] = new JsonObject
            {
                ["principal_tags"] = new JsonObject(Enumerable.Range(1, count).Select(i => KeyValuePair.Create(key + i, (JsonNode?)new JsonArray(value)))),
            },
        };

        await AssumeAsync(Token(Tags(50, value: "")));
        await AssumeAsync(Token(new() { ["https://aws.amazon.com/source_identity"] = "build-7" }));
        foreach (JsonObject claims in (JsonObject[])[
            Tags(51, value: ""), Tags(1, new string('k', 128)), Tags(1, value: new string('v', 257)), Tags(1, value: "a!"),
            new() { ["https://aws.amazon.com/source_identity"] = "x" },
            new() { ["https://aws.amazon.com/source_identity"] = new string('x', 65) },
            new() { ["https://aws.amazon.com/source_identity"] = "a b" }])
        {
            AmazonServiceException refusal = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => AssumeAsync(Token(claims)));
            Assert.Equal("InvalidIdentityToken", refusal.ErrorCode);
        }

        string Token(JsonObject claims)
        {
            claims["sub"] = "build";
            return provider.IssueToken(claims);
        }
    }

    private LocalOidcProvider AddProvider(string issuer, string condition)
    {
        LocalOidcProvider provider = _sts.AddOidcProvider(The.HubAccount, issuer);
        string conditions = condition == "*" ? string.Empty : ",\"Condition\":" + condition;
        _sts.AddRole(
            The.Hub,
            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Federated\":\"" + provider.Arn
            + "\"},\"Action\":[\"sts:AssumeRoleWithWebIdentity\",\"sts:TagSession\",\"sts:SetSourceIdentity\"]" + conditions + "}}",
            The.MayAssumeAnything);
        return provider;
    }

    private async Task<Credentials> AssumeAsync(string token, Action<AssumeRoleWithWebIdentityRequest>? change = null)
    {
        using AmazonSecurityTokenServiceClient client = Some.Sts(_sts, new AnonymousAWSCredentials());
        AssumeRoleWithWebIdentityRequest request = new() { RoleArn = The.Hub, RoleSessionName = "tests", WebIdentityToken = token };
        change?.Invoke(request);
        return (await client.AssumeRoleWithWebIdentityAsync(request, The.Cancellation)).Credentials;
    }
}
