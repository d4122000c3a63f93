namespace RoleChaining.Matching;

/// <summary>
/// How an operator goes over a list of values. See
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html">set
/// operators</see>.
/// </summary>
internal enum SetOperator
{
    None,
    ForAllValues,
    ForAnyValue,
}
