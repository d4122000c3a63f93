namespace RoleChaining.Generating;

/// <summary>Names that a file may not have twice.</summary>
internal static class FreeName
{
    /// <summary>The name itself where it is free, or else the first of NAME2, NAME3 and so on that is.</summary>
    public static string Find(string name, Func<string, bool> isUsed)
    {
        string free = name;
        for (int number = 2; isUsed(free); number++)
        {
            free = FormattableString.Invariant($"{name}{number}");
        }

        return free;
    }
}
