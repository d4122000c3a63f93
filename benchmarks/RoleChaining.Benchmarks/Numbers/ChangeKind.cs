namespace RoleChaining.Benchmarks.Numbers;

internal enum ChangeKind
{
    None,
    Worse,
    Better,
    Gone,
    New,
}
