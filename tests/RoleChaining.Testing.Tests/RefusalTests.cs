namespace RoleChaining.Testing;

/// <summary>Requests that must be refused, each beside the code, status and message AWS gives.</summary>
public sealed class RefusalTests(RefusalWorld world) : IClassFixture<RefusalWorld>
{
    private const string Name = @"Member must satisfy regular expression pattern: [\w+=,.@-]*";
    private const string NotAuthorized = " is not authorized to perform: ";
    private const string Alice = "User: arn:aws:iam::111111111111:user/alice";
    private const string HubSession = "User: arn:aws:sts::222222222222:assumed-role/HubRole/tests";

    private static readonly Dictionary<string, Case> Table = Cases().ToDictionary(item => item.Name);

    public static IEnumerable<TheoryDataRow<string>> Names() => Table.Keys.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_refused_as_AWS_refuses(string name)
    {
        Case refused = Table[name];
        Dictionary<string, string> parameters = new(RawSts.AssumeHub);
        foreach ((string key, string? value) in refused.Parameters)
        {
            if (value is null)
            {
                parameters.Remove(key);
            }
            else
            {
                parameters[key] = value;
            }
        }

        (int status, string code, string message) = RawSts.Send(world.Sts, RawSts.Form(world.Caller(refused.Signer), parameters, refused.How));

        Assert.Equal((refused.Status, refused.Code, refused.Message), (status, code, message));
    }

    [Fact]
    public void What_the_table_starts_from_is_granted()
    {
        foreach (string caller in (string[])["alice", "hub", "tagged", "identified", "userSession"])
        {
            Assert.Equal(200, RawSts.Send(world.Sts, RawSts.Form(world.Caller(caller), RawSts.AssumeHub)).Status);
        }
    }

    [Fact]
    public void A_message_that_repeats_a_secret_value_is_recorded_without_it()
    {
        RawSts.Send(world.Sts, RawSts.Form(world.Caller("alice"), new Dictionary<string, string>(RawSts.AssumeHub) { ["ExternalId"] = "not#allowed", ["TokenCode"] = "98765" }));

        StsCall call = world.Sts.Calls.Last(candidate => candidate.HasExternalId);
        Assert.DoesNotContain("not#allowed", call.ErrorMessage + call, StringComparison.Ordinal);
        Assert.DoesNotContain("98765", call.ErrorMessage + call, StringComparison.Ordinal);
    }

    private static IEnumerable<Case> Cases()
    {
        string one = "1 validation error detected: Value ";
        yield return Validation("no role", one + "null at 'roleArn' failed to satisfy constraint: Member must not be null", ("RoleArn", null));
        yield return Validation("no session name", one + "null at 'roleSessionName' failed to satisfy constraint: Member must not be null", ("RoleSessionName", null));
        yield return Validation(
            "neither",
            "2 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null; "
            + "Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null",
            ("RoleArn", null),
            ("RoleSessionName", null));
        yield return Validation("short ARN", one + "'arn:aws:iam::1:role' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20", ("RoleArn", "arn:aws:iam::1:role"));
        yield return Validation("no ARN at all", "nothing-valid-in-here is invalid", ("RoleArn", "nothing-valid-in-here"));
        yield return Validation("strange ARN", "arn:a:a::aaaaaaaaaa: is invalid", ("RoleArn", "arn:a:a::aaaaaaaaaa:"));
        yield return Validation("ARN without a partition", "arn::b:::something/test-role is invalid", ("RoleArn", "arn::b:::something/test-role"));
        yield return Validation("a user's ARN", "arn:aws:iam::222222222222:user/alice is invalid", ("RoleArn", "arn:aws:iam::222222222222:user/alice"));
        yield return Validation("eleven digits", "arn:aws:iam::22222222222:role/HubRole is invalid", ("RoleArn", "arn:aws:iam::22222222222:role/HubRole"));
        yield return Validation("another partition", "arn:aws-cn:iam::222222222222:role/HubRole is invalid", ("RoleArn", "arn:aws-cn:iam::222222222222:role/HubRole"));
        yield return Length("session name of 1", "roleSessionName", "RoleSessionName", "a", "greater than or equal to 2");
        yield return Length("session name of 65", "roleSessionName", "RoleSessionName", new string('a', 65), "less than or equal to 64");
        yield return Validation("session name with a colon", one + "'Session1:2' at 'roleSessionName' failed to satisfy constraint: " + Name, ("RoleSessionName", "Session1:2"));
        yield return Validation("899 seconds", one + "'899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900", ("DurationSeconds", "899"));
        yield return Validation("43201 seconds", one + "'43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200", ("DurationSeconds", "43201"));
        yield return new("words for seconds", "alice", 400, "MalformedInput", "Invalid Argument", ("DurationSeconds", "long"));
        yield return Validation("longer than the role's maximum", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.", ("RoleArn", RefusalWorld.Plain), ("DurationSeconds", "3601"));
        string hour = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.";
        yield return new("chained for more than an hour", "hub", 400, "ValidationError", hour, ("DurationSeconds", "3601"));
        yield return new("chained past both limits", "hub", 400, "ValidationError", hour, ("DurationSeconds", "3601"), ("RoleArn", RefusalWorld.Plain));
        yield return new("GetSessionToken's credentials for more than an hour", "userSession", 400, "ValidationError", hour, ("DurationSeconds", "3601"));
        yield return Length("external id of 1", "externalId", "ExternalId", "a", "greater than or equal to 2");
        yield return Length("external id of 1225", "externalId", "ExternalId", new string('a', 1225), "less than or equal to 1224");
        yield return Validation("external id with a hash", one + @"'a#b' at 'externalId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@:\/-]*", ("ExternalId", "a#b"));
        yield return Length("source identity of 1", "sourceIdentity", "SourceIdentity", "a", "greater than or equal to 2");
        yield return Length("source identity of 65", "sourceIdentity", "SourceIdentity", new string('a', 65), "less than or equal to 64");
        yield return Validation("source identity with a colon", one + "'aws:alice' at 'sourceIdentity' failed to satisfy constraint: " + Name, ("SourceIdentity", "aws:alice"));
        yield return Length("serial number of 8", "serialNumber", "SerialNumber", "12345678", "greater than or equal to 9");
        yield return Length("serial number of 257", "serialNumber", "SerialNumber", new string('1', 257), "less than or equal to 256");
        yield return Length("code of 5", "tokenCode", "TokenCode", "12345", "greater than or equal to 6");
        yield return Length("code of 7", "tokenCode", "TokenCode", "1234567", "less than or equal to 6");
        yield return Validation("code of letters", one + @"'abcdef' at 'tokenCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [\d]*", ("TokenCode", "abcdef"));
        yield return Validation("policy beyond Latin", one + @"'Ā' at 'policy' failed to satisfy constraint: Member must satisfy regular expression pattern: [\u0009\u000A\u000D\u0020-\u00FF]+", ("Policy", "Ā"));
        yield return new("policy that is no JSON", "alice", 400, "MalformedPolicyDocument", "line 1, column 2: The policy is not valid JSON here.", ("Policy", "no json"));
        yield return new("policy with a principal", "alice", 400, "MalformedPolicyDocument", "line 1, column 37: The statement needs Resource or NotResource. line 1, column 55: A statement of this kind of policy has no element 'Principal'; it may have Sid, Effect, Action, NotAction, Condition, Resource, NotResource.", ("Policy", Some.Trust("*")));
        yield return Validation("eleven policies", one + "'[11 members]' at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to 10",
            [.. Enumerable.Range(1, 11).Select(number => ($"PolicyArns.member.{number}.arn", (string?)$"arn:aws:iam::222222222222:policy/P{number}"))]);
        yield return Validation("a policy that is not there", "Policy arn:aws:iam::222222222222:policy/P1 does not exist or is not attachable.", ("PolicyArns.member.1.arn", "arn:aws:iam::222222222222:policy/P1"));
        yield return Validation("another account's policy", "Policy arn:aws:iam::111111111111:policy/ReadOnly does not exist or is not attachable.", ("PolicyArns.member.1.arn", "arn:aws:iam::111111111111:policy/ReadOnly"));
        yield return Denied("a context without sts:SetContext", "alice", Alice + NotAuthorized + "sts:SetContext on resource: " + The.Hub, ("ProvidedContexts.member.1.ProviderArn", "arn:aws:iam::aws:contextProvider/IdentityCenter"), ("ProvidedContexts.member.1.ContextAssertion", "assertion"));
        yield return Tag("empty tag key", one + "'' at 'tags.1.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1", "", "v");
        yield return Tag("tag key of 129", one + $"'{new string('k', 129)}' at 'tags.1.member.key' failed to satisfy constraint: Member must have length less than or equal to 128", new string('k', 129), "v");
        yield return Tag("tag value of 257", one + $"'{new string('v', 257)}' at 'tags.1.member.value' failed to satisfy constraint: Member must have length less than or equal to 256", "k", new string('v', 257));
        yield return Tag("tag key with a mark", one + @"'a!' at 'tags.1.member.key' failed to satisfy constraint: Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+", "a!", "v");
        yield return Validation("51 tags", one + "'[51 members]' at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50",
            [.. Enumerable.Range(1, 51).SelectMany(number => new[] { ($"Tags.member.{number}.Key", (string?)$"k{number}"), ($"Tags.member.{number}.Value", "v") })]);
        yield return Invalid("one tag twice in two cases", "alice", "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
            ("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "1"), ("Tags.member.2.Key", "TEAM"), ("Tags.member.2.Value", "2"));
        yield return Invalid("transitive key without its tag", "alice", "The specified transitive tag key must be included in the requested tags.", ("TransitiveTagKeys.member.1", "Team"));
        string conflict = "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.";
        yield return Invalid("inherited tag again, same value", "tagged", conflict, ("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "alpha"));
        yield return Invalid("inherited tag again, other case", "tagged", conflict, ("Tags.member.1.Key", "tEAM"), ("Tags.member.1.Value", "beta"));
        yield return new("tags that do not pack", "alice", 400, "PackedPolicyTooLarge", "Packed size of session tags consumes 498% of allotted space.",
            [.. Enumerable.Range(1, 9).SelectMany(number => new[] { ($"Tags.member.{number}.Key", (string?)$"k{number}"), ($"Tags.member.{number}.Value", new string('v', 250)) })]);
        yield return new("a policy that does not pack", "alice", 400, "PackedPolicyTooLarge", "Packed policy consumes 150% of allotted space, please use smaller policy.",
            ("Policy", The.MayDoAnything + new string(' ', 3072 - The.MayDoAnything.Length)));
        yield return Denied("a root user", "root", "Roles may not be assumed by root accounts.");
        yield return Denied("a role that is not there", "alice", Alice + NotAuthorized + "sts:AssumeRole on resource: arn:aws:iam::222222222222:role/Missing", ("RoleArn", "arn:aws:iam::222222222222:role/Missing"));
        yield return Denied("a role in another case", "alice", Alice + NotAuthorized + "sts:AssumeRole on resource: arn:aws:iam::222222222222:role/hubrole", ("RoleArn", "arn:aws:iam::222222222222:role/hubrole"));
        yield return Denied("a role without its path", "alice", Alice + NotAuthorized + "sts:AssumeRole on resource: arn:aws:iam::222222222222:role/teams/HubRole", ("RoleArn", "arn:aws:iam::222222222222:role/teams/HubRole"));
        yield return Denied("a role that trusts another", "alice", Alice + NotAuthorized + "sts:AssumeRole on resource: " + RefusalWorld.Closed, ("RoleArn", RefusalWorld.Closed));
        yield return Denied("the account trusted, the user allowed nothing", "bob", "User: arn:aws:iam::111111111111:user/bob" + NotAuthorized + "sts:AssumeRole on resource: " + RefusalWorld.ByRoot, ("RoleArn", RefusalWorld.ByRoot));
        yield return Denied("across accounts, the user allowed nothing", "bob", "User: arn:aws:iam::111111111111:user/bob" + NotAuthorized + "sts:AssumeRole on resource: " + The.Hub);
        yield return Denied("a deny in the trust policy", "alice", Alice + NotAuthorized + "sts:AssumeRole on resource: " + RefusalWorld.Denying, ("RoleArn", RefusalWorld.Denying));
        yield return Denied("a session whose policy leaves it out", "narrowed", HubSession + NotAuthorized + "sts:AssumeRole on resource: " + The.Hub);
        yield return Denied("tags without sts:TagSession", "alice", Alice + NotAuthorized + "sts:TagSession on resource: " + RefusalWorld.Untagged, ("RoleArn", RefusalWorld.Untagged), ("Tags.member.1.Key", "k"), ("Tags.member.1.Value", "v"));
        yield return Denied("inherited tags without sts:TagSession", "tagged", HubSession + NotAuthorized + "sts:TagSession on resource: " + RefusalWorld.Untagged, ("RoleArn", RefusalWorld.Untagged));
        yield return Denied("source identity without sts:SetSourceIdentity", "alice", Alice + NotAuthorized + "sts:SetSourceIdentity on resource: " + RefusalWorld.Untagged, ("RoleArn", RefusalWorld.Untagged), ("SourceIdentity", "alice"));
        yield return Denied("inherited source identity without it", "identified", HubSession + NotAuthorized + "sts:SetSourceIdentity on resource: " + RefusalWorld.Untagged, ("RoleArn", RefusalWorld.Untagged));
        yield return Denied("another source identity", "identified", HubSession + NotAuthorized + "sts:SetSourceIdentity on resource: " + The.Hub, ("SourceIdentity", "bob"));
        yield return Denied("no external id", "alice", Alice + NotAuthorized + "sts:AssumeRole on resource: " + RefusalWorld.Guarded, ("RoleArn", RefusalWorld.Guarded));
        yield return Denied("a wrong external id", "alice", Alice + NotAuthorized + "sts:AssumeRole on resource: " + RefusalWorld.Guarded, ("RoleArn", RefusalWorld.Guarded), ("ExternalId", "the-external-iD"));
        yield return Denied("no MFA", "alice", Alice + NotAuthorized + "sts:AssumeRole on resource: " + RefusalWorld.Multi, ("RoleArn", RefusalWorld.Multi));
        yield return Denied("no MFA in a session", "hub", HubSession + NotAuthorized + "sts:AssumeRole on resource: " + RefusalWorld.Multi, ("RoleArn", RefusalWorld.Multi));
        string both = "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.";
        string device = "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.";
        yield return Denied("a serial number alone", "alice", both, ("SerialNumber", "arn:aws:iam::111111111111:mfa/alice"));
        yield return Denied("a code alone", "alice", both, ("TokenCode", "123456"));
        yield return Denied("another's device", "alice", device, ("SerialNumber", "arn:aws:iam::111111111111:mfa/bob"), ("TokenCode", "123456"));
        yield return Denied("a session's device", "hub", device, ("SerialNumber", "arn:aws:iam::111111111111:mfa/alice"), ("TokenCode", "123456"));
        yield return Denied("a wrong code", "alice", "MultiFactorAuthentication failed with invalid MFA one time pass code. ", ("SerialNumber", "arn:aws:iam::111111111111:mfa/alice"), ("TokenCode", "000000"));
        string invalidToken = "The security token included in the request is invalid.";
        yield return new("an unknown key", "unknown", 403, "InvalidClientTokenId", invalidToken);
        yield return new("a session key without its token", "withoutToken", 403, "InvalidClientTokenId", invalidToken);
        yield return new("a session key with another's token", "othersToken", 403, "InvalidClientTokenId", invalidToken);
        yield return new("a user's key with a token", "userWithToken", 403, "InvalidClientTokenId", invalidToken);
        yield return new("a revoked session", "revoked", 403, "InvalidClientTokenId", invalidToken);
        yield return new("an expired session", "old", 403, "ExpiredToken", "The security token included in the request is expired");
        yield return Mismatch("a wrong secret", "wrongSecret", "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.");
        yield return Mismatch("another service's scope", "alice", "Credential should be scoped to correct service: 'sts'. ") with { How = new() { Service = "iam" } };
        yield return Mismatch("no region", "alice", "Credential should be scoped to a valid region, not 'mars'. ") with { How = new() { Region = "mars" } };
        yield return Mismatch("another terminator", "alice", "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'.") with { How = new() { Terminator = "aws5_request" } };
        yield return Mismatch("the host not signed", "alice", "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.") with { How = new() { Unsigned = ["host"] } };
        yield return new("no signature", "nobody", 403, "MissingAuthenticationToken", "Request is missing Authentication Token");
        yield return new("no action", "alice", 400, "MissingAction", "The request must contain the parameter Action", ("Action", null));
        yield return new("an unknown action", "alice", 400, "InvalidAction", "Could not find operation AssumeRoll for version 2011-06-15", ("Action", "AssumeRoll"));
        yield return new("another version", "alice", 400, "InvalidAction", "Could not find operation AssumeRole for version 2010-05-08", ("Version", "2010-05-08"));
        yield return new("an operation that is not here", "alice", 501, "NotImplemented", "GetFederationToken is not here. This is the local STS of RoleChaining.Testing, which has AssumeRole, AssumeRoleWithWebIdentity, GetAccessKeyInfo, GetCallerIdentity and GetSessionToken.", ("Action", "GetFederationToken"));
        yield return new("SAML, which nobody signs", "nobody", 501, "NotImplemented", "AssumeRoleWithSAML is not here. This is the local STS of RoleChaining.Testing, which has AssumeRole, AssumeRoleWithWebIdentity, GetAccessKeyInfo, GetCallerIdentity and GetSessionToken.", ("Action", "AssumeRoleWithSAML"));
        yield return new("GetSessionToken by a session", "hub", 403, "AccessDenied", "Cannot call GetSessionToken with session credentials", ("Action", "GetSessionToken"));
        yield return new("GetAccessKeyInfo by GetSessionToken's credentials", "userSession", 403, "AccessDenied", "Cannot call GetAccessKeyInfo with session credentials", ("Action", "GetAccessKeyInfo"), ("AccessKeyId", "AKIAQNZGKIQY56JQ7WML"));
        yield return Validation("GetSessionToken for 899 seconds", one + "'899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900", ("Action", "GetSessionToken"), ("DurationSeconds", "899"));
        yield return Validation("GetSessionToken for 129601 seconds", one + "'129601' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 129600", ("Action", "GetSessionToken"), ("DurationSeconds", "129601"));
        yield return Denied("GetAccessKeyInfo without permission", "bob", "User: arn:aws:iam::111111111111:user/bob" + NotAuthorized + "sts:GetAccessKeyInfo on resource: *", ("Action", "GetAccessKeyInfo"), ("AccessKeyId", "AKIAQNZGKIQY56JQ7WML"));
        yield return Length("a key id of 15", "accessKeyId", "AccessKeyId", "AKIAAAAAAAAAAAA", "greater than or equal to 16", ("Action", "GetAccessKeyInfo"));
    }

    private static Case Validation(string name, string message, params (string, string?)[] parameters) => new(name, "alice", 400, "ValidationError", message, parameters);

    private static Case Invalid(string name, string signer, string message, params (string, string?)[] parameters) => new(name, signer, 400, "InvalidParameterValue", message, parameters);

    private static Case Denied(string name, string signer, string message, params (string, string?)[] parameters) => new(name, signer, 403, "AccessDenied", message, parameters);

    private static Case Mismatch(string name, string signer, string message) => new(name, signer, 403, "SignatureDoesNotMatch", message);

    private static Case Tag(string name, string message, string key, string value) => Validation(name, message, ("Tags.member.1.Key", key), ("Tags.member.1.Value", value));

    private static Case Length(string name, string member, string parameter, string value, string limit, params (string, string?)[] parameters) => Validation(
        name, $"1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must have length {limit}", [(parameter, value), .. parameters]);

    private sealed record Case(string Name, string Signer, int Status, string Code, string Message, params (string, string?)[] Parameters)
    {
        public RawSts.Signing? How { get; init; }
    }
}
