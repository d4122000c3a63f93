namespace RoleChaining.Testing;

/// <summary>Establishes who signed a request.</summary>
internal sealed class Authenticator(LocalClock clock, IdentityDirectory directory, SessionStore sessions)
{
    /// <summary>The owner of a key, whether or not the request proves it; null for a key nobody has.</summary>
    public Caller? Find(string accessKeyId)
    {
        if (directory.FindUser(accessKeyId) is { } user)
        {
            return directory.ToCaller(user, accessKeyId);
        }

        if (!sessions.TryGet(accessKeyId, out IssuedSession? session))
        {
            return null;
        }

        if (session.User is { } owner)
        {
            return directory.ToCaller(owner, accessKeyId, session);
        }

        return directory.Exists(session.Role!) ? directory.ToCaller(session.Role!, session) : null;
    }

    /// <summary>Checks the signature and notes on the exchange whose it is.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="pathStyle">How the service writes paths.</param>
    /// <param name="payloadHash">The hash that the signature covers.</param>
    /// <param name="presignedLife">How long a presigned request lives, whatever it says; null is as long as it says.</param>
    /// <exception cref="ServiceError">The request is not proven to be from anyone.</exception>
    public Caller Authenticate(
        Exchange exchange,
        PathStyle pathStyle,
        Func<WireRequest, SigV4Authorization, string> payloadHash,
        TimeSpan? presignedLife = null)
    {
        WireRequest request = exchange.Request;
        SigV4Authorization authorization = SigV4Authorization.Read(request);
        CheckScope(authorization, exchange.Service.Name);
        CheckTime(authorization, presignedLife ?? authorization.Expires ?? SigV4.Window);
        Caller caller = Find(authorization.Scope.AccessKeyId) ?? throw UnknownKey();
        string secret = SecretOf(caller);
        CheckToken(caller, authorization);
        if (!SigV4.IsSignedWith(secret, request, authorization, payloadHash(request, authorization), pathStyle))
        {
            throw SigV4.Mismatch(
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. "
                + "Consult the service documentation for details.");
        }

        if (caller.Session is { } session && clock.Now >= session.ExpiresAt)
        {
            throw new ServiceError(403, "ExpiredToken", "The security token included in the request is expired");
        }

        exchange.Call = exchange.Call with { SignerArn = caller.Arn };
        exchange.Trail = new TrailDetail { Caller = caller };
        return caller;
    }

    public string SecretOf(Caller caller) => caller.Session?.SecretAccessKey ?? directory.FindUser(caller.AccessKeyId)!.SecretAccessKey;

    private static void CheckScope(SigV4Authorization authorization, string service)
    {
        CredentialScope scope = authorization.Scope;
        string day = SigV4Authorization.FormatTime(authorization.Time)[..8];
        if (scope.Terminator != "aws4_request")
        {
            throw SigV4.Mismatch($"Credential should be scoped with a valid terminator: 'aws4_request', not '{scope.Terminator}'.");
        }

        if (scope.Service != service)
        {
            throw SigV4.Mismatch($"Credential should be scoped to correct service: '{service}'. ");
        }

        if (!IsRegion(scope.Region))
        {
            throw SigV4.Mismatch($"Credential should be scoped to a valid region, not '{scope.Region}'. ");
        }

        if (scope.Date != day)
        {
            throw SigV4.Mismatch(
                $"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{scope.Date}' != '{day}', "
                + $"from '{SigV4Authorization.FormatTime(authorization.Time)}'.");
        }

        if (!authorization.SignedHeaders.Contains("host", StringComparer.Ordinal))
        {
            throw SigV4.Mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        }
    }

    private static bool IsRegion(string region) =>
        region.Length is > 4 and < 30
        && region.Count('-') >= 2
        && char.IsAsciiDigit(region[^1])
        && region.All(c => c == '-' || char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));

    // A signature is made with the machine's clock; one made by hand from a test's clock is as good.
    private void CheckTime(SigV4Authorization authorization, TimeSpan life)
    {
        try
        {
            SigV4.CheckTime(authorization, life, clock.WireNow);
        }
        catch (ServiceError) when (clock.TimeProvider != TimeProvider.System)
        {
            SigV4.CheckTime(authorization, life, clock.Now);
        }
    }

    private static void CheckToken(Caller caller, SigV4Authorization authorization)
    {
        bool good = caller.Session is { } session
            ? authorization.SecurityToken is { } token && session.HasToken(token)
            : authorization.SecurityToken is null;
        if (!good)
        {
            throw UnknownKey();
        }
    }

    private static ServiceError UnknownKey() => new(403, "InvalidClientTokenId", "The security token included in the request is invalid.");
}
