namespace RoleChaining.Testing;

/// <summary>As much of S3 as a last hop needs to prove itself.</summary>
internal sealed class S3Service(LocalClock clock)
{
    public static StsCall Describe(Exchange exchange) => exchange.Call with { Action = exchange.Request.Path == "/" ? "ListBuckets" : string.Empty };

    public WireResponse Answer(Exchange exchange, Caller caller)
    {
        if (exchange.Call.Action != "ListBuckets")
            throw new ServiceError(501, "NotImplemented", "A header you provided implies functionality that is not implemented.");
        RequestContext context = new() { Caller = caller, Now = clock.Now, SourceIp = exchange.Request.SourceIp, Region = exchange.Call.Region };
        PolicyEvaluation permission = Authorizer.OwnPermission(caller, "s3:ListAllMyBuckets", "*", context);
        if (!permission.IsAllow)
            throw new ServiceError(403, "AccessDenied", "Access Denied") { Decision = "Denied: " + (permission.Because ?? "no policy allows it") };
        exchange.Call = exchange.Call with { Decision = "Allowed by " + permission.Because };
        return S3Xml.Success("ListAllMyBucketsResult", xml =>
        {
            xml.WriteStartElement("Owner", S3Xml.Namespace);
            xml.WriteElementString("ID", S3Xml.Namespace, caller.AccountId);
            xml.WriteEndElement();
            xml.WriteStartElement("Buckets", S3Xml.Namespace);
            xml.WriteEndElement();
        });
    }
}
