namespace RoleChaining.Diagnostics;

/// <summary>What a person is told of a failure.</summary>
/// <param name="Message">What happened, at which hop of how many, and after it the advice.</param>
/// <param name="Advice">What to do.</param>
internal sealed record FailureText(string Message, string Advice);
