namespace RoleChaining.Planning;

/// <summary>Session names that fit STS's pattern.</summary>
internal static class SessionNames
{
    /// <summary>The application's name with every character that STS refuses replaced by <c>-</c>, 2 to 64 characters.</summary>
    public static string FromApplication(string application)
    {
        string fitted = new([.. application.Take(64).Select(c => char.IsAsciiLetterOrDigit(c) || "_+=,.@-".Contains(c) ? c : '-')]);
        return fitted.Length >= 2 ? fitted : "role-chaining";
    }
}
