namespace RoleChaining.Testing;

/// <summary>Establishes who signed a request.</summary>
internal sealed class Authenticator(LocalClock clock, IdentityDirectory directory, SessionStore sessions)
{
    /// <summary>The owner of a key, whether or not the request proves it; null for a key nobody has.</summary>
    public Caller? Find(string accessKeyId)
    {
        if (directory.FindUser(accessKeyId) is { } user)
            return IdentityDirectory.ToCaller(user, accessKeyId);
        if (!sessions.TryGet(accessKeyId, out IssuedSession? session))
            return null;
        if (session.User is { } owner)
            return IdentityDirectory.ToCaller(owner, accessKeyId, session);
        return directory.Exists(session.Role!) ? IdentityDirectory.ToCaller(session.Role!, session) : null;
    }

    /// <exception cref="ServiceError">The request is not proven to be from anyone.</exception>
    public Caller Authenticate(Exchange exchange)
    {
        WireRequest request = exchange.Request;
        SigV4Authorization authorization = SigV4Authorization.Read(request);
        CheckScope(authorization, exchange.IsS3 ? "s3" : "sts");
        CheckTime(authorization);
        Caller caller = Find(authorization.Scope.AccessKeyId) ?? throw UnknownKey(exchange, authorization);
        string secret = SecretOf(caller);
        CheckToken(exchange, caller, authorization);
        string payloadHash = exchange.IsS3 ? S3Payload.DeclaredHash(request, authorization) : SigV4.Hash(request.Body.Span);
        if (!SigV4.IsSignedWith(secret, request, authorization, payloadHash, exchange.IsS3 ? PathStyle.DecodedOnce : PathStyle.Normalized))
        {
            throw SigV4.Mismatch(
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. "
                + "Consult the service documentation for details.");
        }

        if (caller.Session is { } session && clock.Now >= session.ExpiresAt)
            throw new ServiceError(403, "ExpiredToken", "The security token included in the request is expired");
        return caller;
    }

    public string SecretOf(Caller caller) => caller.Session?.SecretAccessKey ?? directory.FindUser(caller.AccessKeyId)!.SecretAccessKey;

    private static void CheckScope(SigV4Authorization authorization, string service)
    {
        CredentialScope scope = authorization.Scope;
        string day = SigV4Authorization.FormatTime(authorization.Time)[..8];
        if (scope.Terminator != "aws4_request")
            throw SigV4.Mismatch($"Credential should be scoped with a valid terminator: 'aws4_request', not '{scope.Terminator}'.");
        if (scope.Service != service)
            throw SigV4.Mismatch($"Credential should be scoped to correct service: '{service}'. ");
        if (!IsRegion(scope.Region))
            throw SigV4.Mismatch($"Credential should be scoped to a valid region, not '{scope.Region}'. ");
        if (scope.Date != day)
        {
            throw SigV4.Mismatch(
                $"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{scope.Date}' != '{day}', "
                + $"from '{SigV4Authorization.FormatTime(authorization.Time)}'.");
        }

        if (!authorization.SignedHeaders.Contains("host", StringComparer.Ordinal))
            throw SigV4.Mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    }

    private static bool IsRegion(string region) =>
        region.Length is > 4 and < 30
        && region.Count('-') >= 2
        && char.IsAsciiDigit(region[^1])
        && region.All(c => c == '-' || char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));

    // A signature is made with the machine's clock; one made by hand from a test's clock is as good.
    private void CheckTime(SigV4Authorization authorization)
    {
        try
        {
            SigV4.CheckTime(authorization, clock.WireNow);
        }
        catch (ServiceError) when (clock.TimeProvider != TimeProvider.System)
        {
            SigV4.CheckTime(authorization, clock.Now);
        }
    }

    private static void CheckToken(Exchange exchange, Caller caller, SigV4Authorization authorization)
    {
        bool good = caller.Session is { } session
            ? authorization.SecurityToken is { } token && session.HasToken(token)
            : authorization.SecurityToken is null;
        if (!good)
            throw UnknownKey(exchange, authorization);
    }

    private static ServiceError UnknownKey(Exchange exchange, SigV4Authorization authorization) => exchange.IsS3
        ? S3Errors.UnknownKey(authorization.SecurityToken is not null)
        : new(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
}
