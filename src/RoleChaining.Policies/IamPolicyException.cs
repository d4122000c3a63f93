namespace RoleChaining;

/// <summary>A text is no policy that AWS would take. The message names every error with its line and column.</summary>
public sealed class IamPolicyException : FormatException
{
    internal IamPolicyException(IReadOnlyList<IamPolicyIssue> issues)
        : base(string.Join(Environment.NewLine, issues.Where(issue => issue.IsError))) => Issues = issues;

    /// <summary>The errors, and the warnings that were found with them, in the order of the text.</summary>
    public IReadOnlyList<IamPolicyIssue> Issues { get; }
}
