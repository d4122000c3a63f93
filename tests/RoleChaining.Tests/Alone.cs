namespace RoleChaining;

/// <summary>Tests that change what the whole process has, its thread pool or its environment, so nothing may run beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
