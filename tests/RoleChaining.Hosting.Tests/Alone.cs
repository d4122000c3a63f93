namespace RoleChaining;

/// <summary>Tests that measure or load the whole process or machine, and so run one by one.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
