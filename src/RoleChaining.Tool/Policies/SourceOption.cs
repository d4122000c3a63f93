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
        if (source is not null)
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

    /// <summary>
    /// The source that the command line gives, or else the role of the web identity that the environment has, if the chain begins with
    /// it. Other sources can be told only by a call.
    /// </summary>
    /// <exception cref="UsageException">It is no such ARN, or there is none.</exception>
    public static string ReadOrFind(ParseResult arguments, Option<string?> option)
    {
        if (Read(arguments, option) is { } given)
        {
            return given;
        }

        bool beginsByDefault = ChainArguments.ProfileOf(arguments) is null && !ChainArguments.HasOwnSource(arguments);
        return beginsByDefault && UsersSource.IsWebIdentity
            && RoleArn.TryParse(Environment.GetEnvironmentVariable(WebIdentitySourceOptions.RoleArnVariable), out RoleArn? role)
            ? role.ToString()
            : throw new UsageException("--source is missing: write the ARN of the user or role that begins the chain.");
    }

    /// <summary>The plan of the chain that the command line gives. Nothing is called.</summary>
    /// <exception cref="UsageException">It assumes no role, so that whatever was said of it would say nothing.</exception>
    public static RoleChain ReadChain(ParseResult arguments)
    {
        RoleChain chain = ChainArguments.ReadPlan(arguments);
        ChainArguments.RequireRole(arguments, chain);
        return chain;
    }
}
