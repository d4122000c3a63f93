namespace RoleChaining.Reading;

/// <summary>
/// A file of Terraform or CloudFormation, which is read when all that is there is known. Read adds what has an ARN, and returns what adds
/// the rest: that belongs to users and roles which may be in another file.
/// </summary>
internal sealed record PlannedFile(
    string Name,
    string? AccountId,
    IReadOnlyList<string> Partitions,
    bool IsPlan,
    Func<IamSnapshotBuilder, AccountFinder, Action> Read);
