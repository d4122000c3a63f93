namespace RoleChaining.Testing;

/// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html</summary>
internal enum SetQuantifier
{
    None,
    ForAllValues,
    ForAnyValue,
}
