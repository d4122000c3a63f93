namespace RoleChaining.Testing;

/// <summary>https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html</summary>
internal sealed class GetSessionTokenAction(LocalClock clock, IdentityDirectory directory, SessionIssuer issuer)
{
    private const int DefaultSeconds = 43200;
    private const int RootSeconds = 3600;

    public WireResponse Answer(Exchange exchange, Caller caller)
    {
        QueryParameters parameters = exchange.Parameters;
        ParameterValidator validator = new();
        string? serial = parameters["SerialNumber"];
        string? code = parameters["TokenCode"];
        int? seconds = validator.Number("durationSeconds", parameters["DurationSeconds"], 900, 129600);
        validator.Text("serialNumber", serial, 9, 256, ParameterCharacters.SerialPattern, ParameterCharacters.Serial);
        validator.Text("tokenCode", code, 6, 6, ParameterCharacters.DigitPattern, ParameterCharacters.Digit, secret: true);
        validator.ThrowIfAny();
        if (caller.IsTemporary)
        {
            throw new ServiceError(403, "AccessDenied", "Cannot call GetSessionToken with session credentials");
        }

        LocalUser user = directory.FindUser(caller.AccessKeyId)!;
        bool multiFactor = serial is not null || code is not null;
        if (multiFactor)
        {
            MultiFactor.Check(serial, code, user, clock.Now);
        }

        // Root's credentials are cut to an hour rather than refused.
        int granted = seconds ?? DefaultSeconds;
        if (caller.IsRoot)
        {
            granted = Math.Min(granted, RootSeconds);
        }

        IssuedCredentials issued = issuer.Issue(
            user.AccountId,
            TimeSpan.FromSeconds(granted),
            exchange.WireDate,
            session => session with { User = user, MultiFactorAt = multiFactor ? session.IssuedAt : null });
        exchange.Call = exchange.Call with { IssuedAccessKeyId = issued.AccessKeyId, Decision = "Allowed: it needs no permission" };
        exchange.Trail = exchange.Trail! with { ExpiresAt = clock.Now + (issued.Expiration - exchange.WireDate) };
        return StsXml.Success("GetSessionToken", exchange.RequestId, xml => StsXml.WriteCredentials(xml, issued));
    }
}
