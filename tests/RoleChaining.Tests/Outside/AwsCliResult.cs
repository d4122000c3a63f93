namespace RoleChaining.Outside;

/// <summary>How a run of the AWS CLI ended.</summary>
internal sealed record AwsCliResult(int ExitCode, string Output, string Error);
