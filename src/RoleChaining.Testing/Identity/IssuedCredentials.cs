namespace RoleChaining.Testing;

/// <summary>What the caller is given, with the expiry in the wire's time; the server itself keeps no token.</summary>
internal sealed record IssuedCredentials(string AccessKeyId, string SecretAccessKey, string SessionToken, DateTimeOffset Expiration)
{
    public override string ToString() => AccessKeyId;
}
