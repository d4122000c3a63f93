using System.Globalization;

namespace RoleChaining.Testing;

/// <summary>https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html</summary>
internal sealed class AssumeRoleWithWebIdentityAction(LocalClock clock, IdentityDirectory directory, SessionIssuer issuer)
{
    private const string Action = "sts:AssumeRoleWithWebIdentity";
    private const int DefaultSeconds = 3600;
    private const int MaxPolicyLength = 2048;

    // The endpoint tells its region; a call without a signature says none here.
    private const string DefaultRegion = "us-east-1";

    private const string NotValidated =
        "The web identity token provided could not be validated. See the AssumeRoleWithWebIdentity documentation for requirements.";

    public WireResponse Answer(Exchange exchange)
    {
        QueryParameters parameters = exchange.Parameters;
        ParameterValidator validator = new();
        string roleArn = validator.Required("roleArn", parameters["RoleArn"]);
        string sessionName = validator.Required("roleSessionName", parameters["RoleSessionName"]);
        string encoded = validator.Required("webIdentityToken", parameters["WebIdentityToken"]);
        string? policy = parameters["Policy"];
        List<string> policyArns = parameters.Fields("PolicyArns", "arn");
        int? seconds = validator.Number("durationSeconds", parameters["DurationSeconds"], 900, 43200);
        validator.Text("roleArn", parameters["RoleArn"], 20, 2048, ParameterCharacters.ArnPattern, ParameterCharacters.IsArnText);
        validator.Text("roleSessionName", parameters["RoleSessionName"], 2, 64, ParameterCharacters.NamePattern, ParameterCharacters.Name);
        validator.Text("webIdentityToken", parameters["WebIdentityToken"], 4, 20000, ".*", static _ => true, secret: true);
        SessionPolicyParameters.Validate(validator, policy, policyArns, MaxPolicyLength);
        validator.ThrowIfAny();
        if (!Arn.TryParseRole(roleArn, out Arn? arn))
        {
            throw new ServiceError(400, "ValidationError", $"{roleArn} is invalid");
        }

        CheckProviderId(parameters["ProviderId"]);
        WebIdentityToken token = WebIdentityToken.Parse(encoded);
        LocalOidcProvider provider = Verify(token, arn.AccountId);
        if (token.Roles is { } roles && !roles.Contains(roleArn, StringComparer.Ordinal))
        {
            throw Invalid(NotValidated);
        }

        LocalRole role = directory.FindRole(roleArn, clock.Now) ?? throw Denied(Action, "there is no such role");
        string decision = Authorize(exchange, role, provider, token, sessionName);
        if (seconds > role.MaxSessionDuration.TotalSeconds)
        {
            throw new ServiceError(
                400, "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }

        TagParameters.CheckSet(token.Tags, token.TransitiveTagKeys);
        SessionTags tags = new(token.Tags);
        int packedSize = PackedPolicySize.CheckForToken(token.Subject, tags, policy, policyArns);
        IamPolicy? sessionPolicy = directory.CheckSessionPolicies(policy, policyArns, role.AccountId);
        HashSet<string> transitive = new(token.TransitiveTagKeys, StringComparer.OrdinalIgnoreCase);

        IssuedCredentials issued = issuer.Issue(
            role.AccountId,
            TimeSpan.FromSeconds(seconds ?? DefaultSeconds),
            exchange.WireDate,
            session => session with
            {
                Role = role,
                SessionName = sessionName,
                Tags = tags,
                TransitiveTags = new(token.Tags.Where(tag => transitive.Contains(tag.Key))),
                SourceIdentity = token.SourceIdentity,
                Policy = sessionPolicy,
                PolicyArns = policyArns,
                FederatedProvider = provider.Arn,
                ClaimKeys = token.SessionKeys,
            });
        exchange.Call = exchange.Call with { Decision = decision, IssuedAccessKeyId = issued.AccessKeyId };
        exchange.Trail = new TrailDetail
        {
            Role = role,
            PackedPolicySize = packedSize,
            SourceIdentity = token.SourceIdentity,
            ExpiresAt = clock.Now + (issued.Expiration - exchange.WireDate),
            WebIdentity = (provider.Arn, token.Audience!, token.Subject),
        };
        return StsXml.Success("AssumeRoleWithWebIdentity", exchange.RequestId, xml =>
        {
            StsXml.WriteCredentials(xml, issued);
            StsXml.Write(xml, "SubjectFromWebIdentityToken", token.Subject);
            StsXml.WriteAssumedRoleUser(xml, role, sessionName);
            StsXml.Write(xml, "PackedPolicySize", packedSize.ToString(CultureInfo.InvariantCulture));
            StsXml.Write(xml, "Provider", provider.Arn);
            StsXml.Write(xml, "Audience", token.Audience!);
            if (token.SourceIdentity is { } sourceIdentity)
            {
                StsXml.Write(xml, "SourceIdentity", sourceIdentity);
            }
        });
    }

    /// <summary>The parameter is for the OAuth 2.0 tokens of two old providers, and is refused beside an OpenID Connect token.</summary>
    private static void CheckProviderId(string? providerId)
    {
        if (providerId is null)
        {
            return;
        }

        throw providerId switch
        {
            "www.amazon.com" => Invalid("The web identity token provided could not be validated."),
            "graph.facebook.com" => new ServiceError(403, "IDPRejectedClaim", "The identity provider rejected the token."),
            _ => Denied(Action, "ProviderId is not the name of a provider of OAuth 2.0 tokens"),
        };
    }

    private LocalOidcProvider Verify(WebIdentityToken token, string accountId)
    {
        LocalOidcProvider provider = directory.FindOidcProvider(accountId, token.Issuer)
            ?? throw Invalid($"No OpenIDConnect provider found in your account for {token.Issuer}");
        if (!provider.IsSignedHere(token))
        {
            throw Invalid("Token signature invalid");
        }

        if (!provider.Audiences.Contains(token.Audience, StringComparer.Ordinal))
        {
            throw Invalid(NotValidated);
        }

        token.CheckTime(clock.Now);
        return provider;
    }

    private string Authorize(Exchange exchange, LocalRole role, LocalOidcProvider provider, WebIdentityToken token, string sessionName)
    {
        RequestContext context = new()
        {
            Principal = Bearer(provider),
            Now = clock.Now,
            SourceIp = exchange.Request.SourceIp,
            Region = exchange.Call.Region ?? DefaultRegion,
            IsSigned = false,
            UserAgent = exchange.Request.Headers["User-Agent"],
            ResourceAccount = role.AccountId,
            SessionName = sessionName,
            SourceIdentity = token.SourceIdentity,
            RequestTags = new(token.Tags),
            TransitiveTagKeys = token.TransitiveTagKeys,
            ResourceTags = role.Tags,
            OtherKeys = token.TrustKeys,
        };
        string decision = Demand(role, provider, Action, context);
        if (token.Tags.Count > 0)
        {
            Demand(role, provider, "sts:TagSession", context);
        }

        if (token.SourceIdentity is not null)
        {
            Demand(role, provider, "sts:SetSourceIdentity", context);
        }

        return decision;
    }

    private static string Demand(LocalRole role, LocalOidcProvider provider, string action, RequestContext context)
    {
        IamDecision decision = Authorizer.DecideForToken(role, context.Principal, action, context);
        if (decision.IsAllowed)
        {
            return Authorizer.Allowed(decision);
        }

        throw Denied(
            action,
            decision.Decisive is { IsExplicitDeny: true } deny
                ? $"{Authorizer.Name(deny)} denies it"
                : "no statement of the trust policy allows it to this token");
    }

    // A token's bearer is no principal of any account: no tags, no policies of its own. Policies see the provider in its place.
    private RequestPrincipal Bearer(LocalOidcProvider provider) => new()
    {
        Partition = "aws",
        AccountId = Arn.TryParse(provider.Arn, out Arn? arn) ? arn.AccountId : string.Empty,
        Arn = provider.Arn,
        PrincipalArn = null,
        UserId = provider.Arn,
        Organization = directory.Organization,
        PrincipalType = "User",
        IsWebIdentity = true,
    };

    private static ServiceError Invalid(string message) => new(400, "InvalidIdentityToken", message);

    private static ServiceError Denied(string action, string because) =>
        new(403, "AccessDenied", "Not authorized to perform " + action) { Decision = "Denied: " + because };
}
