using System.Runtime.ExceptionServices;

namespace RoleChaining.Simulation;

/// <summary>A thread for a simulation: it must not be one that has work of others to do.</summary>
internal static class SimThread
{
    public static void Run(Action simulation)
    {
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                simulation();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }
}
