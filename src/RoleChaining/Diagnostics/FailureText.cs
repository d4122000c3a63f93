namespace RoleChaining.Diagnostics;

/// <summary>The text of a failure for a person.</summary>
/// <param name="Message">What happened, at which hop of how many, and after it the advice.</param>
/// <param name="Advice">What to do.</param>
internal sealed record FailureText(string Message, string Advice);
