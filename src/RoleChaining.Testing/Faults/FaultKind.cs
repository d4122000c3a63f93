namespace RoleChaining.Testing;

internal enum FaultKind
{
    Throttling,
    Error,
    ConnectionReset,
    StalledBody,
    MalformedResponse,
    Latency,
    Hold,
}
