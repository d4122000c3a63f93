using System.ComponentModel;
using System.Diagnostics;

namespace RoleChaining.Sources;

/// <summary>A program is one of PATH, whatever lies in the current directory.</summary>
[Collection(Alone.Name)]
public sealed class ProgramPathTests : IDisposable
{
    private const string Program = "role-chain-test-program";
    private const UnixFileMode Executable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _before = Environment.CurrentDirectory;
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly Variables _variables = new();

    public ProgramPathTests() => Environment.CurrentDirectory = _folder;

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        _variables.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_program_of_the_current_directory_is_not_run_by_its_name()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has rules of its own.");
            return;
        }

        await File.WriteAllTextAsync(Program, "#!/bin/sh\necho here\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(Program, Executable);
        Win32Exception e = Assert.Throws<Win32Exception>(() => StartedProcess.Start(new ProcessStartInfo(Program) { RedirectStandardOutput = true }));
        Assert.Equal(2, e.NativeErrorCode);

        using StartedProcess byPath = StartedProcess.Start(new ProcessStartInfo($"./{Program}") { RedirectStandardOutput = true });
        Assert.Equal("here", await byPath.Output.ReadLineAsync(TestContext.Current.CancellationToken));

        _variables["PATH"] = $"/nonexistent:{_folder}";
        using StartedProcess ofPath = StartedProcess.Start(new ProcessStartInfo(Program) { RedirectStandardOutput = true });
        Assert.Equal("here", await ofPath.Output.ReadLineAsync(TestContext.Current.CancellationToken));
    }
}
