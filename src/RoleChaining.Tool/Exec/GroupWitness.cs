using System.ComponentModel;
using System.Diagnostics;
using RoleChaining.Text;

namespace RoleChaining.Tool.Exec;

/// <summary>
/// A process that waits in the same process group as the command. A terminal sends Ctrl+C to the whole group, and so to the command too;
/// <c>kill</c> sends it to one process. Nothing in .NET tells the two apart, but the witness ends by the first alone.
/// </summary>
internal sealed class GroupWitness : IDisposable
{
    private static readonly TimeSpan LongestDelivery = TimeSpan.FromMilliseconds(100);

    private Process? _process;

    /// <summary>Without a terminal there is nothing to be told apart.</summary>
    public GroupWitness() => _process = HasTerminal ? Start() : null;

    /// <summary>Whether the signal that has just come was sent to the group.</summary>
    public async Task<bool> SawSignalAsync()
    {
        if (_process is not { } witness)
        {
            return false;
        }

        try
        {
            await witness.WaitForExitAsync(CancellationToken.None).WaitAsync(LongestDelivery, TimeProvider.System).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }

        _process = Start();
        return true;
    }

    public void Dispose()
    {
        try
        {
            _process?.StandardInput.Close();
        }
        catch (IOException)
        {
        }

        _process?.Dispose();
    }

    private static bool HasTerminal
    {
        get
        {
            try
            {
                using FileStream terminal = new("/dev/tty", FileMode.Open, FileAccess.Read);
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    // It reads from us until we end, however we do.
    private static Process? Start()
    {
        if (ProgramPath.Find("cat") is not { } cat)
        {
            return null;
        }

        ProcessStartInfo start = new(cat) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear(); // it needs nothing, and keys may be there
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
