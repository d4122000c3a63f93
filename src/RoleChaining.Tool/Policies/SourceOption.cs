using System.CommandLine;
using RoleChaining.Tool.Chains;

namespace RoleChaining.Tool.Policies;

/// <summary><c>--source</c>: who begins the chain.</summary>
internal static class SourceOption
{
    public static Option<string?> Create() => new("--source")
    {
        Description = "Who begins the chain: the ARN of a user, a role, or a role's session.",
        HelpName = "ARN",
    };

    /// <exception cref="UsageException">It is no such ARN.</exception>
    public static string? Read(ParseResult arguments, Option<string?> option)
    {
        string? source = arguments.GetValue(option);
        if (source is not null && !RoleArn.TryParse(source, out _))
        {
            try
            {
                _ = IamPrincipal.Parse(source);
            }
            catch (FormatException e)
            {
                throw new UsageException($"--source: {e.Message}");
            }
        }

        return source;
    }

    /// <summary>The plan of the chain that the command line gives. Nothing is called.</summary>
    public static RoleChain ReadChain(ParseResult arguments) => ChainArguments.Read(arguments).BuildChain();
}
