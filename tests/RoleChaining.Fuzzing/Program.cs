using RoleChaining.Fuzzing;
using SharpFuzz;

// TARGET under AFL, which feeds standard input; TARGET FILE ... reads files once, to look at what was found.
if (args is not [string name, .. string[] files] || Targets.Find(name) is not { } target)
{
    await Console.Error.WriteLineAsync($"{string.Join(" | ", Targets.Names)} [FILE ...]");
    return 2;
}

foreach (string file in files)
{
    Console.WriteLine(file);
    target(await File.ReadAllBytesAsync(file));
}

if (files.Length == 0)
{
    Fuzzer.OutOfProcess.Run(input =>
    {
        using MemoryStream bytes = new();
        input.CopyTo(bytes);
        target(bytes.ToArray());
    });
}

return 0;
