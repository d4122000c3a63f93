using System.CommandLine;

namespace RoleChaining.Tool.Credentials;

/// <summary><c>--format</c>: whom the output is for. The names are the AWS CLI's, and <c>json</c>, <c>nushell</c> and <c>ini</c>.</summary>
internal static class FormatOption
{
    private static readonly (string Name, CredentialFormat Format)[] All =
    [
        ("process", CredentialFormat.Process), ("json", CredentialFormat.Json), ("env", CredentialFormat.Env),
        ("env-no-export", CredentialFormat.EnvNoExport), ("powershell", CredentialFormat.PowerShell),
        ("windows-cmd", CredentialFormat.WindowsCmd), ("fish", CredentialFormat.Fish), ("nushell", CredentialFormat.Nushell),
        ("ini", CredentialFormat.Ini),
    ];

    /// <param name="byDefault">The name that the help gives as the default.</param>
    /// <param name="offers">Which formats the command has.</param>
    public static Option<CredentialFormat?> Create(string byDefault, Func<CredentialFormat, bool> offers)
    {
        (string Name, CredentialFormat Format)[] formats = [.. All.Where(format => offers(format.Format))];
        string[] names = [.. formats.Select(format => format.Name)];
        Option<CredentialFormat?> option = new("--format")
        {
            Description = $"{string.Join(", ", names)}. [default: {byDefault}]",
            HelpName = "FORMAT",
            CustomParser = result => formats.FirstOrDefault(
                format => format.Name.Equals(result.Tokens[0].Value, StringComparison.OrdinalIgnoreCase)).Format,
        };
        return option.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, names);
    }
}
