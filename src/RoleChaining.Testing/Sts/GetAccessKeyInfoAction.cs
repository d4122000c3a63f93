namespace RoleChaining.Testing;

/// <summary>https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html</summary>
internal sealed class GetAccessKeyInfoAction(LocalClock clock, Authenticator authenticator)
{
    private const string Action = "sts:GetAccessKeyInfo";

    public WireResponse Answer(Exchange exchange, Caller caller)
    {
        // GetSessionToken's may call AssumeRole and GetCallerIdentity alone:
        // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
        if (caller.Session?.User is not null)
        {
            throw new ServiceError(403, "AccessDenied", "Cannot call GetAccessKeyInfo with session credentials");
        }

        ParameterValidator validator = new();
        string key = validator.Required("accessKeyId", exchange.Parameters["AccessKeyId"]);
        validator.Text(
            "accessKeyId", exchange.Parameters["AccessKeyId"], 16, 128, ParameterCharacters.WordPattern, ParameterCharacters.Word);
        validator.ThrowIfAny();
        RequestContext context = new()
        {
            Principal = caller.Principal,
            Now = clock.Now,
            SourceIp = exchange.Request.SourceIp,
            Region = exchange.Call.Region,
            UserAgent = exchange.Request.Headers["User-Agent"],
            ResourceAccount = caller.AccountId,
        };
        IamDecision permission = Authorizer.OwnPermission(caller, Action, "*", context);
        if (!permission.IsAllowed)
        {
            throw Authorizer.Denied(
                caller,
                Action,
                "*",
                permission.Decisive is { IsExplicitDeny: true } deny ? $"{Authorizer.Name(deny)} denies it" : "no policy allows it");
        }

        // A key that was given its id by hand need not have the account in it.
        string account = authenticator.Find(key)?.AccountId
            ?? KeyIds.AccountOf(key)
            ?? throw new ServiceError(400, "ValidationError", "Access key id is invalid");
        return StsXml.Success("GetAccessKeyInfo", exchange.RequestId, xml => StsXml.Write(xml, "Account", account));
    }
}
