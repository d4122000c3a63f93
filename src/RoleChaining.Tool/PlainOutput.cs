using System.Text;

namespace RoleChaining.Tool;

/// <summary>
/// Standard output and error as plain streams. The writers of <see cref="Console"/> set a Unix terminal's keypad to another mode when they
/// are first used, and leave it so.
/// </summary>
internal static class PlainOutput
{
    public static void Use()
    {
        if (!OperatingSystem.IsWindows())
        {
            Console.SetOut(Writer(Console.OpenStandardOutput()));
            Console.SetError(Writer(Console.OpenStandardError()));
        }
    }

    private static StreamWriter Writer(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
}
