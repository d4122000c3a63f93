using Amazon.SecurityToken.Model;
using RoleChaining.Planning;

namespace RoleChaining.Diagnostics;

public sealed class FailureAdviceTests
{
    private const string Request = "c6104cbe-af31-11e0-8154-cbc7ccf896c7";

    [Fact]
    public void A_denial_across_accounts_names_hop_caller_role_and_the_missing_statements()
    {
        RoleChain chain = Some.Plan(
            hop =>
            {
                hop.SessionName = "orders-hub";
                hop.Tags.Add("Team", "alpha", transitive: true);
            },
            hop => hop.ExternalId = "hunter2");
        (HopFailure, RoleChain) call = Denied(chain, 2, "sts:AssumeRole", "arn:aws:sts::222222222222:assumed-role/HubRole/orders-hub");

        Assert.Equal(
            """
            Hop 2 of 2: arn:aws:sts::222222222222:assumed-role/HubRole/orders-hub could not assume arn:aws:iam::333333333333:role/ProductionRole: STS denied sts:AssumeRole (AccessDenied, STS request id c6104cbe-af31-11e0-8154-cbc7ccf896c7).
            The likeliest causes, in order:
              1. The caller's own policy in account 222222222222 lacks
                 {"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],"Resource":"arn:aws:iam::333333333333:role/ProductionRole"}
              2. The trust policy of ProductionRole in account 333333333333 lacks
                 {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:role/HubRole"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"<your external id>"}}}
                 {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:role/HubRole"},"Action":"sts:TagSession"}
                 The external id in it must be the one that the hop sends.
              3. The role does not exist, for which STS sends the same message: check account, path and spelling, case included.
            A role or policy made or changed a moment ago takes some seconds to work everywhere: try again shortly.
            """,
            For(call).Message);
    }

    [Fact]
    public void Within_one_account_the_trust_policy_comes_first()
    {
        RoleChain chain = Some.Plan(Some.Plain, hop => hop.RoleArn = "arn:aws:iam::222222222222:role/path/Other");

        string[] lines = For(Denied(chain, 2, "sts:AssumeRole", "arn:aws:sts::222222222222:assumed-role/HubRole/x")).Advice.Split('\n');

        Assert.StartsWith("  1. The trust policy of Other in account 222222222222 lacks", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("  2. The caller's own policy in account 222222222222 lacks", lines[4], StringComparison.Ordinal);
        Assert.Contains("\"arn:aws:iam::222222222222:role/path/Other\"", lines[5], StringComparison.Ordinal);
    }

    [Fact]
    public void What_STS_gives_as_the_reason_is_told_and_followed()
    {
        (HopFailure, RoleChain) call = Denied(
            Some.Plan(Some.Plain, Some.Plain),
            2,
            "sts:AssumeRole",
            "arn:aws:sts::222222222222:assumed-role/HubRole/x",
            " because no resource-based policy allows the sts:AssumeRole action");

        FailureText text = For(call);

        Assert.Contains("STS denied sts:AssumeRole because no resource-based policy allows the sts:AssumeRole action (", text.Message, StringComparison.Ordinal);
        Assert.Contains("  1. The trust policy of", text.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" with an explicit deny in a service control policy")]
    [InlineData(" because no permissions boundary allows the sts:AssumeRole action")]
    public void A_reason_beyond_the_two_policies_comes_first(string reason)
    {
        FailureText text = For(
            Denied(Some.Plan(Some.Plain, Some.Plain), 2, "sts:AssumeRole", "arn:aws:sts::222222222222:assumed-role/HubRole/x", reason));

        Assert.Contains($"STS denied sts:AssumeRole{reason} (AccessDenied", text.Message, StringComparison.Ordinal);
        Assert.StartsWith("Begin with the policy that STS names", text.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Session_policies_of_the_hop_before_are_a_cause_too()
    {
        RoleChain chain = Some.Plan(hop => hop.PolicyArns.Add("arn:aws:iam::aws:policy/ReadOnlyAccess"), Some.Plain);

        Assert.Contains(
            "So may the session policies that the hop before sends",
            For(Denied(chain, 2, "sts:AssumeRole", "arn:aws:sts::222222222222:assumed-role/HubRole/x")).Advice,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_source_as_caller_is_the_one_that_STS_names()
    {
        FailureText text = For(Denied(Some.Plan(Some.Plain), 1, "sts:AssumeRole", "arn:aws:iam::111111111111:user/alice"));

        Assert.StartsWith("Hop 1 of 1: arn:aws:iam::111111111111:user/alice could not assume", text.Message, StringComparison.Ordinal);
        Assert.Contains("\"Principal\":{\"AWS\":\"arn:aws:iam::111111111111:user/alice\"}", text.Advice, StringComparison.Ordinal);
        Assert.Contains("If it asks for sts:ExternalId, set the hop's ExternalId: none is sent.", text.Advice, StringComparison.Ordinal);
        Assert.Contains("If it asks for MFA", text.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_session_as_source_is_trusted_by_its_role()
    {
        FailureText text = For(
            Denied(Some.Plan(Some.Plain), 1, "sts:AssumeRole", "arn:aws:sts::111111111111:assumed-role/AWSReservedSSO_Dev_1/alice"));

        Assert.Contains("\"AWS\":\"arn:aws:iam::111111111111:role/AWSReservedSSO_Dev_1\"", text.Advice, StringComparison.Ordinal);
        Assert.Contains("Add the path of the caller's role, if it has one.", text.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_nobody_names_is_its_access_key_id()
    {
        RoleChain chain = Some.Plan(Some.Plain);
        HopFailure failure = new()
        {
            HopNumber = 1,
            Hop = chain.Hops[0],
            CallerAccessKeyId = "AKIAIOSFODNN7EXAMPLE",
            Kind = RoleChainFailure.AccessDenied,
            IsTransient = false,
            ErrorCode = "AccessDenied",
            Message = "STS answered AccessDenied.",
            ForeignMessage = "Access denied",
        };

        FailureText text = FailureAdvice.For(failure, chain);

        Assert.StartsWith("Hop 1 of 1: the source's credentials (access key id AKIAIOSFODNN7EXAMPLE) could not assume", text.Message, StringComparison.Ordinal);
        Assert.Contains("STS denied it (AccessDenied, STS says \"Access denied\")", text.Message, StringComparison.Ordinal);
        Assert.Contains("<ARN of the caller's role or user>", text.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_merely_inherited_is_named_when_its_permission_is_missing()
    {
        RoleChain chain = Some.Plan(
            hop =>
            {
                hop.Tags.Add("Team", "alpha", transitive: true);
                hop.SourceIdentity = "orders";
            },
            Some.Plain);
        const string Hub = "arn:aws:sts::222222222222:assumed-role/HubRole/x";

        string tags = For(Denied(chain, 2, "sts:TagSession", Hub)).Advice;
        string identity = For(Denied(chain, 2, "sts:SetSourceIdentity", Hub)).Advice;

        Assert.StartsWith("Every hop that inherits transitive tags needs sts:TagSession, and this one inherits Team. The likeliest", tags, StringComparison.Ordinal);
        Assert.StartsWith("Every hop after the source identity was set needs sts:SetSourceIdentity. The likeliest", identity, StringComparison.Ordinal);
        Assert.Contains("[\"sts:AssumeRole\",\"sts:TagSession\",\"sts:SetSourceIdentity\"]", tags, StringComparison.Ordinal);
    }

    [Fact]
    public void Tags_that_the_source_carries_unknown_to_us_are_found_by_the_denial()
    {
        string advice = For(
            Denied(Some.Plan(Some.Plain), 1, "sts:TagSession", "arn:aws:sts::111111111111:assumed-role/Pod/x")).Advice;

        Assert.Contains("the source's session carries transitive ones (EKS Pod Identity sets some)", advice, StringComparison.Ordinal);
        Assert.Contains("\"Action\":[\"sts:AssumeRole\",\"sts:TagSession\"]", advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Roles may not be assumed by root accounts.", "an account's root user")]
    [InlineData("MultiFactorAuthentication failed with invalid MFA one time pass code.", "STS did not accept the MFA code")]
    public void A_denial_for_another_cause_says_that_cause(string stsMessage, string words)
    {
        FailureText text = For(Failed(RoleChainFailure.AccessDenied, "AccessDenied", stsMessage));

        Assert.Contains(words, text.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("likeliest", text.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RoleChainFailure.CallerRejected, "ExpiredToken", "The security token included in the request is expired", "session has expired", "aws sso login")]
    [InlineData(RoleChainFailure.CallerRejected, "InvalidClientTokenId", "The security token included in the request is invalid.", "does not know", "deleted")]
    [InlineData(RoleChainFailure.CallerRejected, "SignatureDoesNotMatch", "Signature expired: 1 is now earlier than 2 (3 - 15 min.)", "clock is behind", "15 min")]
    [InlineData(RoleChainFailure.CallerRejected, "SignatureDoesNotMatch", "Signature not yet current: 1 is still later than 2", "clock is ahead", "15 min")]
    [InlineData(RoleChainFailure.CallerRejected, "SignatureDoesNotMatch", "The request signature we calculated does not match", "signature is wrong", "clock")]
    [InlineData(RoleChainFailure.CallerRejected, "IncompleteSignature", "x", "does not accept the caller", "clock")]
    [InlineData(RoleChainFailure.InvalidRequest, "ValidationError", "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.", "one hour at most", "01:00:00")]
    [InlineData(RoleChainFailure.InvalidRequest, "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.", "longer than the role allows", "Shorten")]
    [InlineData(RoleChainFailure.InvalidRequest, "MalformedPolicyDocument", "Unexpected character", "does not understand", "Correct the policy")]
    [InlineData(RoleChainFailure.InvalidRequest, "InvalidParameterValue", "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.", "inherited", "InheritedTransitiveTagKeys")]
    [InlineData(RoleChainFailure.InvalidRequest, "ValidationError", "something else", "does not accept a setting", "STS names")]
    [InlineData(RoleChainFailure.PackedPolicyTooLarge, "PackedPolicyTooLarge", "Packed size of session tags consumes 498% of allotted space.", "too large together", "The largest parts are: ")]
    [InlineData(RoleChainFailure.RegionDisabled, "RegionDisabledException", "STS is not activated in this region for account:1.", "not activated", "FailoverRegions")]
    [InlineData(RoleChainFailure.WebIdentityRejected, "InvalidIdentityToken", "x", "web identity token", "audience")]
    [InlineData(RoleChainFailure.MfaUnavailable, null, null, "no six-digit code", "MfaTokenProvider")]
    [InlineData(RoleChainFailure.Throttled, "Throttling", "Rate exceeded", "slow down", "600")]
    [InlineData(RoleChainFailure.StsUnavailable, null, null, "could not be reached", "FailoverRegions")]
    [InlineData(RoleChainFailure.TimedOut, null, null, "in time", "AttemptTimeout")]
    [InlineData(RoleChainFailure.Unknown, null, null, "unexpected", "look up the error")]
    public void Every_failure_has_a_meaning_and_advice(RoleChainFailure failure, string? code, string? stsMessage, string meaning, string advice)
    {
        FailureText text = For(Failed(failure, code, stsMessage));

        Assert.StartsWith("Hop 2 of 2: arn:aws:sts::222222222222:assumed-role/HubRole/hub could not assume", text.Message, StringComparison.Ordinal);
        Assert.Contains(The.Production, text.Message, StringComparison.Ordinal);
        Assert.Contains(meaning, text.Message, StringComparison.Ordinal);
        Assert.Contains(Request, text.Message, StringComparison.Ordinal);
        Assert.Contains(advice, text.Advice, StringComparison.Ordinal);
        Assert.EndsWith(text.Advice, text.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_told_in_brackets_ends_without_a_full_stop() =>
        Assert.Contains(
            "could not be reached (STS in eu-west-1 could not be reached). Try",
            FailureAdvice.For(
                new HopFailure { HopNumber = 0, Hop = null, Kind = RoleChainFailure.StsUnavailable, IsTransient = true, Message = "STS in eu-west-1 could not be reached." },
                Some.Plan(Some.Plain, Some.Plain)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void No_kind_of_failure_is_without_words() =>
        Assert.All(Enum.GetValues<RoleChainFailure>(), failure => Assert.NotEmpty(For(Failed(failure, null, null)).Advice));

    [Fact]
    public void The_source_is_named_when_it_is_the_source() =>
        Assert.Equal(
            "The source of the chain gave no credentials: none were found, or reading them failed. Set up the source: environment variables, a profile, "
            + "or the machine's role.",
            FailureAdvice.For(
                new HopFailure { HopNumber = 0, Hop = null, Kind = RoleChainFailure.SourceUnavailable, IsTransient = true, Message = "" },
                Some.Plan(Some.Plain, Some.Plain)).Message);

    [Fact]
    public void A_rule_that_the_source_breaks_is_told_in_the_planner_s_words()
    {
        RoleChain chain = Some.Plan(hop => hop.Duration = TimeSpan.FromHours(12));
        string fault = ChainPlanner.ChainedDurationError(chain.Hops[0])!;

        FailureText text = FailureAdvice.For(
            new HopFailure { HopNumber = 1, Hop = chain.Hops[0], Kind = RoleChainFailure.InvalidChain, IsTransient = false, Message = fault }, chain);

        Assert.StartsWith($"Hop 1 of 1: The chain cannot be used with its source: {fault} ", text.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1 validation error detected: Value 'hunter2' at 'externalId' failed to satisfy constraint: Member must satisfy regular expression pattern: x")]
    [InlineData("1 validation error detected: Value 'a'hunter2' at 'b' at 'externalId' failed to satisfy constraint: x")]
    [InlineData("2 validation errors detected: Value 'ok' at 'roleSessionName' failed; Value 'hunter2' at 'policy' failed")]
    [InlineData("1 validation error detected: Value '0hunter2' at 'tokenCode' failed")]
    [InlineData("1 validation error detected: Value 'hunter2' at 'tags.1.member.value' failed")]
    [InlineData("Something is wrong with hunter2.")]
    [InlineData("Something is wrong with assertion-hunter2.")]
    [InlineData("Something is wrong with {\"hunter2\":1}.")]
    public void No_secret_that_STS_repeats_is_shown(string stsMessage)
    {
        RoleChain chain = Some.Plan(hop =>
        {
            hop.ExternalId = "hunter2";
            hop.Policy = "{\"hunter2\":1}";
            hop.ProvidedContexts.Add(new ProvidedContext { ProviderArn = "arn:aws:iam::aws:contextProvider/x", ContextAssertion = "assertion-hunter2" });
        });

        FailureText text = FailureAdvice.For(
            new HopFailure
            {
                HopNumber = 1,
                Hop = chain.Hops[0],
                Kind = RoleChainFailure.InvalidRequest,
                IsTransient = false,
                ErrorCode = "ValidationError",
                Message = "STS answered ValidationError.",
                ForeignMessage = stsMessage,
            },
            chain);

        Assert.DoesNotContain("hunter2", text.Message, StringComparison.Ordinal);
        Assert.Contains("(hidden)", text.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_STS_says_of_a_policy_is_not_repeated() =>
        Assert.DoesNotContain(
            "secret",
            For(Failed(RoleChainFailure.InvalidRequest, "MalformedPolicyDocument", "Unexpected 'secret'")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_quote_in_a_path_does_not_break_the_statement()
    {
        RoleChain chain = Some.Plan(hop => hop.RoleArn = "arn:aws:iam::222222222222:role/a\"b\\c/R");

        Assert.Contains(
            """ "Resource":"arn:aws:iam::222222222222:role/a\"b\\c/R"} """.Trim(),
            For(Denied(chain, 1, "sts:AssumeRole", "arn:aws:iam::111111111111:user/alice")).Advice,
            StringComparison.Ordinal);
    }

    private static FailureText For((HopFailure Failure, RoleChain Chain) failed) => FailureAdvice.For(failed.Failure, failed.Chain);

    private static (HopFailure Failure, RoleChain Chain) Failed(RoleChainFailure kind, string? code, string? stsMessage)
    {
        RoleChain chain = Some.Plan(
            hop =>
            {
                hop.SessionName = "hub";
                hop.Tags.Add("Team", "alpha", transitive: true);
            },
            hop => hop.Tags.Add("Build", "7"));
        return (Fail(chain, 2, kind, code, stsMessage), chain);
    }

    private static (HopFailure Failure, RoleChain Chain) Denied(RoleChain chain, int number, string action, string caller, string reason = "")
    {
        string message = $"User: {caller} is not authorized to perform: {action} on resource: {chain.Hops[number - 1].RoleArn}{reason}";
        return (Fail(chain, number, RoleChainFailure.AccessDenied, "AccessDenied", message), chain);
    }

    private static HopFailure Fail(RoleChain chain, int number, RoleChainFailure kind, string? code, string? stsMessage) => new()
    {
        HopNumber = number,
        Hop = chain.Hops[number - 1],
        Kind = kind,
        IsTransient = false,
        ErrorCode = code,
        Message = "",
        ForeignMessage = stsMessage,
        RequestId = Request,
    };
}
