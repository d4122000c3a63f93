namespace RoleChaining.Sts;

/// <summary>For code that serves synchronous and asynchronous callers alike, with a flag that says which.</summary>
internal static class SyncExtensions
{
    /// <summary>The result of a call that ran synchronously, and so is complete.</summary>
    public static T Completed<T>(this ValueTask<T> task) =>
        task.IsCompleted ? task.Result : throw new InvalidOperationException("A synchronous call went on in the background.");

    /// <summary>The task to await, or its result after the thread has waited for it.</summary>
    public static ValueTask<T> AwaitOrBlock<T>(this Task<T> task, bool async) => async ? new(task) : new(task.GetAwaiter().GetResult());

    /// <summary>The task to await, or nothing after the thread has waited for it.</summary>
    public static ValueTask AwaitOrBlock(this Task task, bool async)
    {
        if (async)
        {
            return new(task);
        }

        task.GetAwaiter().GetResult();
        return default;
    }
}
