namespace RoleChaining.Sts;

/// <summary>For code that serves synchronous and asynchronous callers alike, with a flag that says which.</summary>
internal static class SyncExtensions
{
    /// <summary>The result of a call that ran synchronously, and so is complete.</summary>
    public static T Completed<T>(this ValueTask<T> task) =>
        task.IsCompleted ? task.Result : throw new InvalidOperationException("A synchronous call went on in the background.");

    /// <summary>Awaits the task, or blocks on it.</summary>
    public static async ValueTask<T> AwaitOrBlock<T>(this Task<T> task, bool async) =>
        async ? await task.ConfigureAwait(false) : task.GetAwaiter().GetResult();

    /// <summary>Awaits the task, or blocks on it.</summary>
    public static async ValueTask AwaitOrBlock(this Task task, bool async)
    {
        if (async)
        {
            await task.ConfigureAwait(false);
        }
        else
        {
            task.GetAwaiter().GetResult();
        }
    }
}
