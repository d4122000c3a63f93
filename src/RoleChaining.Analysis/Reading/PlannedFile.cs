namespace RoleChaining.Reading;

/// <summary>A file of Terraform or CloudFormation, which is read when all that is there is known.</summary>
internal sealed record PlannedFile(string Name, string? AccountId, bool IsPlan, Action<IamSnapshotBuilder, AccountFinder> Read);
