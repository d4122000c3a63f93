namespace RoleChaining;

/// <summary>How often a session made a call.</summary>
/// <param name="Service">The service, such as <c>s3.amazonaws.com</c>.</param>
/// <param name="Action">The operation.</param>
/// <param name="ErrorCode">The error that it ended with; <see langword="null"/> for success.</param>
/// <param name="Count">How often.</param>
public sealed record TrailCall(string Service, string Action, string? ErrorCode, int Count);
