namespace RoleChaining.Generating;

/// <summary>One operator on one key.</summary>
/// <param name="SecretName">The name of the variable that stands for the value where a file should not hold it.</param>
internal sealed record PolicyCondition(string Operator, string Key, IReadOnlyList<string> Values, string? SecretName = null);
