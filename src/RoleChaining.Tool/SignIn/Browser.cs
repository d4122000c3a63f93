using System.ComponentModel;
using System.Diagnostics;

namespace RoleChaining.Tool.SignIn;

/// <summary>The user's browser: <c>$BROWSER</c>, else what the platform opens addresses with.</summary>
internal static class Browser
{
    /// <summary>How long it may take a browser to start and to come.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Whether a window would be on another machine, or nowhere.</summary>
    public static bool IsElsewhere => IsSet("SSH_CONNECTION") || IsSet("SSH_TTY")
        || (OperatingSystem.IsLinux() && !IsSet("BROWSER") && !IsSet("DISPLAY") && !IsSet("WAYLAND_DISPLAY") && !IsWsl);

    private static bool IsWsl => IsSet("WSL_DISTRO_NAME");

    /// <summary>
    /// Starts one browser after the other until one does not fail, and waits until it has come.
    /// </summary>
    /// <param name="address">What it is started with.</param>
    /// <param name="mustBeFirefox">Whether the address is one that only Firefox knows.</param>
    /// <param name="served">Ends when the browser has come.</param>
    /// <param name="cancellationToken">Ends the wait; the browser goes on.</param>
    /// <returns>True when it came; false when none could be started.</returns>
    /// <exception cref="SignInException">It was started, and does not come.</exception>
    public static async Task<bool> OpenAsync(string address, bool mustBeFirefox, Task served, CancellationToken cancellationToken)
    {
        Task late = Task.Delay(Patience, TimeProvider.System, cancellationToken);
        foreach (ProcessStartInfo start in Ways(address, mustBeFirefox))
        {
            using Process? process = TryStart(start);
            if (process is null && !start.UseShellExecute)
            {
                continue;
            }

            Task ended = process?.WaitForExitAsync(cancellationToken) ?? Task.CompletedTask;
            await Task.WhenAny(served, ended, late).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (!served.IsCompleted && ended.IsCompleted && process?.ExitCode is > 0)
            {
                continue;
            }

            await Task.WhenAny(served, late).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return served.IsCompleted ? true
                : throw new SignInException("the browser was started, and did not come within a minute; write --print.");
        }

        return false;
    }

    private static IEnumerable<ProcessStartInfo> Ways(string address, bool mustBeFirefox)
    {
        // A list, as Python's webbrowser and xdg-open read it, each with %s for the address or without.
        if (Environment.GetEnvironmentVariable("BROWSER") is { Length: > 0 } browsers)
        {
            return browsers.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(browser => OperatingSystem.IsWindows()
                    ? new ProcessStartInfo(browser, [address])
                    : Unix(WithAddress(browser), address));
        }

        if (OperatingSystem.IsWindows())
        {
            return mustBeFirefox
                ? [new ProcessStartInfo("firefox.exe", [address]) { UseShellExecute = true }]
                : [new ProcessStartInfo(address) { UseShellExecute = true }];
        }

        string[] commands = (mustBeFirefox, OperatingSystem.IsMacOS()) switch
        {
            (true, true) => ["open -a Firefox \"$1\""],
            (true, false) => ["firefox \"$1\""],
            (false, true) => ["open \"$1\""],
            (false, false) => IsWsl ? ["wslview \"$1\"", "xdg-open \"$1\""] : ["xdg-open \"$1\"", "wslview \"$1\""],
        };
        return commands.Select(command => Unix(command, address));
    }

    private static string WithAddress(string browser) =>
        browser.Contains("%s", StringComparison.Ordinal) ? browser.Replace("%s", "\"$1\"", StringComparison.Ordinal) : $"{browser} \"$1\"";

    // A browser outlives this command, so it must not hold what this command writes to, and its own words concern nobody.
    private static ProcessStartInfo Unix(string command, string address) =>
        new("/bin/sh", ["-c", $"exec </dev/null >/dev/null 2>&1; {command}", "sh", address]);

    private static Process? TryStart(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (Exception e) when (e is Win32Exception or FileNotFoundException)
        {
            return null;
        }
    }

    private static bool IsSet(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));
}
