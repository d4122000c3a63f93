namespace RoleChaining.DependencyInjection;

/// <summary>One client of a tenant.</summary>
/// <param name="Task">A completed task of the client's own kind: callers get it as it is, so that a lookup allocates nothing.</param>
/// <param name="Disposable">The client.</param>
internal readonly record struct PoolClient(Task Task, IDisposable? Disposable);
