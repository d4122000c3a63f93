namespace RoleChaining.Testing;

/// <summary>https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html</summary>
internal static class GetAccessKeyInfoAction
{
    private const string Action = "sts:GetAccessKeyInfo";

    public static WireResponse Answer(Exchange exchange, Caller caller, DateTimeOffset now)
    {
        ParameterValidator validator = new();
        string key = validator.Required("accessKeyId", exchange.Parameters["AccessKeyId"]);
        validator.Text(
            "accessKeyId", exchange.Parameters["AccessKeyId"], 16, 128, ParameterCharacters.WordPattern, ParameterCharacters.Word);
        validator.ThrowIfAny();
        RequestContext context =
            new() { Principal = caller.Principal, Now = now, SourceIp = exchange.Request.SourceIp, Region = exchange.Call.Region, ResourceAccount = caller.AccountId };
        IamDecision permission = Authorizer.OwnPermission(caller, Action, "*", context);
        if (!permission.IsAllowed)
            throw Authorizer.Denied(
                caller,
                Action,
                "*",
                permission.Decisive is { IsExplicitDeny: true } deny ? $"{Authorizer.Name(deny)} denies it" : "no policy allows it");
        string account = KeyIds.AccountOf(key) ?? throw new ServiceError(400, "ValidationError", "Access key id is invalid");
        return StsXml.Success("GetAccessKeyInfo", exchange.RequestId, xml => StsXml.Write(xml, "Account", account));
    }
}
