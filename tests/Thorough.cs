namespace RoleChaining;

/// <summary>
/// How much the tests of random cases do: a part, so that <c>dotnet test</c> takes a few minutes, or all with
/// <c>ROLE_CHAINING_THOROUGH=1</c>, as in .ci/run.
/// </summary>
internal static class Thorough
{
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("ROLE_CHAINING_THOROUGH") == "1";

    public static int Of(int all, int otherwise) => IsAsked ? all : otherwise;
}
