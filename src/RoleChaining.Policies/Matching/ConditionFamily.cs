namespace RoleChaining.Matching;

/// <summary>What an operator compares.</summary>
internal enum ConditionFamily
{
    String,
    Number,
    Date,
    Bool,
    Binary,
    Ip,
    Arn,
    Null,
}
