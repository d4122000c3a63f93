using System.Text;

namespace RoleChaining.Planning;

/// <summary>Session names that fit STS's pattern.</summary>
internal static class SessionNames
{
    /// <summary>The application's name with every character that STS refuses replaced by <c>-</c>, 2 to 64 characters.</summary>
    public static string FromApplication(string application)
    {
        var name = new StringBuilder(application, 0, Math.Min(application.Length, 64), 64);
        for (int i = 0; i < name.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(name[i]) && !"_+=,.@-".Contains(name[i], StringComparison.Ordinal))
            {
                name[i] = '-';
            }
        }

        return name.Length >= 2 ? name.ToString() : "role-chaining";
    }
}
