namespace RoleChaining.Benchmarks.Numbers;

/// <summary>How a program's code comes to its machine.</summary>
internal enum CompiledAs
{
    /// <summary>As IL, compiled when it first runs: what <c>dotnet publish</c> makes.</summary>
    Jit,

    /// <summary>Compiled ahead, with the IL beside it: <c>PublishReadyToRun</c>.</summary>
    ReadyToRun,

    /// <summary>Native AOT: <c>PublishAot</c>.</summary>
    Native,
}
