namespace RoleChaining.Stress;

/// <summary>Tests that need the machine for themselves: they run after all others, one by one.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
