namespace RoleChaining.Testing;

/// <summary><c>Policy</c> and <c>PolicyArns</c> of a request.</summary>
internal static class SessionPolicyParameters
{
    private const int MaxPolicyArns = 10;

    public static void Validate(ParameterValidator validator, string? policy, IReadOnlyList<string> arns)
    {
        // The model sets no greatest length for AssumeRole any more; the packed size does.
        validator.Text(
            "policy", policy, 1, int.MaxValue, ParameterCharacters.PolicyPattern, ParameterCharacters.IsPolicyText, secret: true);
        validator.Count("policyArns", arns.Count, MaxPolicyArns);
        for (int i = 0; i < arns.Count; i++)
            validator.Text(
                $"policyArns.{i + 1}.member.arn", arns[i], 20, 2048, ParameterCharacters.ArnPattern, ParameterCharacters.IsArnText);
    }
}
