namespace RoleChaining.Trails;

/// <summary>
/// The values of a record that joins need. No other value is kept: not a session token, not a parameter of another service.
/// </summary>
internal enum RecordField
{
    None,
    EventTime,
    EventSource,
    EventName,
    EventCategory,
    EventId,
    RequestId,
    SharedEventId,
    OriginalEventId,
    Region,
    RecipientAccountId,
    ErrorCode,
    UserAgent,
    SourceIpAddress,

    CallerType,
    CallerPrincipalId,
    CallerArn,
    CallerAccountId,
    CallerAccessKeyId,
    CallerUserName,
    CallerInvokedBy,
    CallerProvider,
    CallerCreationDate,
    CallerSourceIdentity,
    CallerIssuerArn,
    CallerFederatedProvider,
    CallerEc2RoleDelivery,
    CallerFromConsole,

    RoleArn,
    RoleSessionName,
    RequestedSourceIdentity,

    IssuedAccessKeyId,
    Expiration,
    AssumedRoleId,
    SessionArn,
    IssuedSourceIdentity,
    Subject,
    Provider,
    SwitchedFrom,

    TagKey,
    TagValue,
    PodNamespace,
    PodServiceAccount,
    PodName,
    PodCluster,

    /// <summary>A text that is itself a record: of <c>lookup-events</c> and of CloudWatch Logs.</summary>
    RecordText,
    Count,
}
