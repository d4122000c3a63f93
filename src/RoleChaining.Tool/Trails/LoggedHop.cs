namespace RoleChaining.Tool.Trails;

/// <summary>A hop as the library logged it.</summary>
/// <param name="Line">The line of the log.</param>
/// <param name="Number">The hop's number in its chain.</param>
/// <param name="RoleArn">The role.</param>
/// <param name="SessionName">The session's name.</param>
/// <param name="AccessKeyId">The key id that was issued; <see langword="null"/> where the hop was denied.</param>
/// <param name="RequestId">The request id of STS, which CloudTrail has too.</param>
internal sealed record LoggedHop(int Line, int Number, string RoleArn, string SessionName, string? AccessKeyId, string RequestId);
