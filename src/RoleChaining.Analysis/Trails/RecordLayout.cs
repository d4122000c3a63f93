namespace RoleChaining.Trails;

/// <summary>
/// Where the values stand in a record and in what records come in:
/// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
/// </summary>
internal static class RecordLayout
{
    /// <summary>A tag of the request. Its key may stand after its value.</summary>
    public static readonly FieldNode Tag = new FieldNode().Add("key", RecordField.TagKey).Add("value", RecordField.TagValue);

    /// <summary>A record, or an object that holds records.</summary>
    public static readonly FieldNode Record = CreateRecord();

    private static FieldNode CreateRecord()
    {
        FieldNode record = new FieldNode()
            .Add("eventTime", RecordField.EventTime)
            .Add("eventSource", RecordField.EventSource)
            .Add("eventName", RecordField.EventName)
            .Add("eventCategory", RecordField.EventCategory)
            .Add("eventID", RecordField.EventId)
            .Add("requestID", RecordField.RequestId)
            .Add("sharedEventID", RecordField.SharedEventId)
            .Add("awsRegion", RecordField.Region)
            .Add("recipientAccountId", RecordField.RecipientAccountId)
            .Add("errorCode", RecordField.ErrorCode)
            .Add("userAgent", RecordField.UserAgent)
            .Add("sourceIPAddress", RecordField.SourceIpAddress)
            .Add("addendum", new FieldNode().Add("originalEventID", RecordField.OriginalEventId))
            .Add("additionalEventData", new FieldNode().Add("SwitchFrom", RecordField.SwitchedFrom))
            .Add("userIdentity", CreateCaller())
            .Add("requestParameters", CreateRequest())
            .Add("responseElements", CreateResponse())
            .Add("CloudTrailEvent", RecordField.RecordText)
            .Add("message", RecordField.RecordText);

        // What files, lookup-events, EventBridge and CloudWatch Logs put around records.
        return record.Add("Records", record).Add("Events", record).Add("events", record).Add("logEvents", record).Add("detail", record);
    }

    private static FieldNode CreateCaller() => new FieldNode()
        .Add("type", RecordField.CallerType)
        .Add("principalId", RecordField.CallerPrincipalId)
        .Add("arn", RecordField.CallerArn)
        .Add("accountId", RecordField.CallerAccountId)
        .Add("accessKeyId", RecordField.CallerAccessKeyId)
        .Add("userName", RecordField.CallerUserName)
        .Add("invokedBy", RecordField.CallerInvokedBy)
        .Add("identityProvider", RecordField.CallerProvider)
        .Add("sessionContext", new FieldNode()
            .Add("sourceIdentity", RecordField.CallerSourceIdentity)
            .Add("ec2RoleDelivery", RecordField.CallerEc2RoleDelivery)
            .Add("sessionCredentialFromConsole", RecordField.CallerFromConsole)
            .Add("attributes", new FieldNode()
                .Add("creationDate", RecordField.CallerCreationDate)
                .Add("sessionCredentialFromConsole", RecordField.CallerFromConsole))
            .Add("sessionIssuer", new FieldNode().Add("arn", RecordField.CallerIssuerArn))
            .Add("webIdFederationData", new FieldNode().Add("federatedProvider", RecordField.CallerFederatedProvider)))
        .Add("sessionCredentialFromConsole", RecordField.CallerFromConsole);

    private static FieldNode CreateRequest() => new FieldNode()
        .Add("roleArn", RecordField.RoleArn)
        .Add("roleSessionName", RecordField.RoleSessionName)
        .Add("sourceIdentity", RecordField.RequestedSourceIdentity)
        .Add("clusterName", RecordField.PodCluster)
        .Add("tags", Tag);

    private static FieldNode CreateResponse() => new FieldNode()
        .Add("credentials", new FieldNode().Add("accessKeyId", RecordField.IssuedAccessKeyId).Add("expiration", RecordField.Expiration))
        .Add("assumedRoleUser", new FieldNode()
            .Add("assumedRoleId", RecordField.AssumedRoleId)
            .Add("assumeRoleId", RecordField.AssumedRoleId)
            .Add("arn", RecordField.SessionArn))
        .Add("federatedUser", new FieldNode().Add("federatedUserId", RecordField.AssumedRoleId).Add("arn", RecordField.SessionArn))
        .Add("sourceIdentity", RecordField.IssuedSourceIdentity)
        .Add("subjectFromWebIdentityToken", RecordField.Subject)
        .Add("subject", new FieldNode(RecordField.Subject)
            .Add("namespace", RecordField.PodNamespace)
            .Add("serviceAccount", RecordField.PodServiceAccount))
        .Add("provider", RecordField.Provider)
        .Add("issuer", RecordField.Provider);
}
