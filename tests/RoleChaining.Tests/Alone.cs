namespace RoleChaining;

/// <summary>Tests that need the process or the machine for themselves, or change a setting of the process: they run after all others, one by one.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "Alone";
}
