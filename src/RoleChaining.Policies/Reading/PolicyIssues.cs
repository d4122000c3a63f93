namespace RoleChaining.Reading;

/// <summary>Collects what is wrong in one policy.</summary>
internal sealed class PolicyIssues
{
    private readonly List<IamPolicyIssue> _issues = [];

    public bool HasErrors { get; private set; }

    public void Error(TextPosition position, string message)
    {
        HasErrors = true;
        _issues.Add(new IamPolicyIssue(position.Line, position.Column, message, IsError: true));
    }

    public void Warn(TextPosition position, string message) =>
        _issues.Add(new IamPolicyIssue(position.Line, position.Column, message, IsError: false));

    public IReadOnlyList<IamPolicyIssue> Sorted() => [.. _issues.OrderBy(issue => issue.Line).ThenBy(issue => issue.Column)];
}
