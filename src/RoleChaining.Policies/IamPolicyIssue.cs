namespace RoleChaining;

/// <summary>Something that is wrong or questionable in a policy.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column in UTF-16 units, from 1.</param>
/// <param name="Message">What it is, and what may stand there.</param>
/// <param name="IsError">True where AWS refuses the policy; false for a warning: AWS takes it, but it hardly does what was meant.</param>
public sealed record IamPolicyIssue(int Line, int Column, string Message, bool IsError)
{
    /// <summary>Line, column and message.</summary>
    public override string ToString() => $"line {Line}, column {Column}: {Message}";
}
