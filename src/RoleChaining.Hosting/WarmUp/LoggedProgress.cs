using Microsoft.Extensions.Logging;

namespace RoleChaining.WarmUp;

/// <summary>Logs the progress of a warm-up after every tenth of its tenants.</summary>
internal sealed class LoggedProgress(ILogger logger, string name) : IProgress<RoleChainPoolProgress>
{
    public void Report(RoleChainPoolProgress value)
    {
        if (value.Completed * 10L / value.Total != (value.Completed - 1) * 10L / value.Total)
        {
            Log.Progress(logger, name, value.Completed, value.Total, value.Failed);
        }
    }
}
