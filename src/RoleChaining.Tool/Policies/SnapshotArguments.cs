using System.CommandLine;

namespace RoleChaining.Tool.Policies;

/// <summary><c>--iam</c>: files that say what is known of the accounts.</summary>
internal static class SnapshotArguments
{
    public const string Examples = """
        --iam takes, as often as needed, files or folders of:
          aws iam get-account-authorization-details        what an account has
          terraform show -json PLAN                        what will be: a plan, or a state
          a template of CloudFormation or SAM              JSON or YAML
          cdk.out, or the folder of iam-collect            as cdk synth and iam-collect write them
          a file of role-chain sts                         users and roles
          policies of AWS Organizations                    see the README of RoleChaining.Policies
        ACCOUNT=FILE says whose account a plan or a template is for; - is standard input.
        """;

    public static Option<string[]> Create() => new("--iam")
    {
        Description = "A file or folder that says what is known of the accounts; may be repeated.",
        HelpName = "[ACCOUNT=]FILE",
        Required = true,
    };

    /// <summary>Lets at most one of these options be given.</summary>
    public static void AcceptOne(Command command, params Option[] formats) => command.Validators.Add(result =>
    {
        string[] given = [.. formats.Where(format => result.GetResult(format) is { Implicit: false }).Select(format => format.Name)];
        if (given.Length > 1)
        {
            result.AddError($"{string.Join(" and ", given)} are given; choose one.");
        }
    });

    /// <exception cref="UsageException">A file cannot be read.</exception>
    public static IamSnapshot Read(ParseResult arguments, Option<string[]> option, RoleChain? chain)
    {
        try
        {
            return IamSnapshot.Load(arguments.GetValue(option) ?? [], chain);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--iam: {e.Message}");
        }
    }
}
