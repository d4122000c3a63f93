namespace RoleChaining.Testing;

/// <summary><c>Policy</c> and <c>PolicyArns</c> of a request.</summary>
internal static class SessionPolicyParameters
{
    private const int MaxPolicyArns = 10;

    /// <param name="validator">What collects the faults.</param>
    /// <param name="policy">The inline policy.</param>
    /// <param name="arns">The managed policies.</param>
    /// <param name="maxLength">
    /// That of the operation in the model. AssumeRole has none there, and the packed size limits it to the same 2,048 characters.
    /// </param>
    public static void Validate(
        ParameterValidator validator, string? policy, IReadOnlyList<string> arns, int maxLength = int.MaxValue)
    {
        validator.Text(
            "policy", policy, 1, maxLength, ParameterCharacters.PolicyPattern, ParameterCharacters.IsPolicyText, secret: true);
        validator.Count("policyArns", arns.Count, MaxPolicyArns);
        for (int i = 0; i < arns.Count; i++)
        {
            validator.Text(
                $"policyArns.{i + 1}.member.arn", arns[i], 20, 2048, ParameterCharacters.ArnPattern, ParameterCharacters.IsArnText);
        }
    }
}
