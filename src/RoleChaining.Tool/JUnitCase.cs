namespace RoleChaining.Tool;

/// <summary>One test of a JUnit report.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Failure">Why it failed, in a line; null where it did not.</param>
/// <param name="Details">What else there is to know of a failure.</param>
/// <param name="Skipped">Why it was not run; null where it was.</param>
internal sealed record JUnitCase(string Name, string? Failure = null, string Details = "", string? Skipped = null);
