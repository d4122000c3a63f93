namespace RoleChaining.WebApp;

/// <summary>A customer: the role in their account, and the external id that their trust policy asks for.</summary>
public sealed record Tenant(string Id, string RoleArn, string ExternalId);
