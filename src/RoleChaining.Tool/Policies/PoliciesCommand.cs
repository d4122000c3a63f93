using System.CommandLine;
using RoleChaining.Tool.Chains;

namespace RoleChaining.Tool.Policies;

/// <summary><c>role-chain policies</c>: the policies that a chain needs.</summary>
internal static class PoliciesCommand
{
    private static readonly Option<string?> Source = SourceOption.Create();

    private static readonly Option<bool> Terraform = new("--terraform") { Description = "Write Terraform." };

    private static readonly Option<bool> CloudFormation =
        new("--cloudformation") { Description = "Write CloudFormation, a stack for each account." };

    private static readonly Option<string?> Output =
        new("--output") { Description = "Write into this folder, and not to standard output.", HelpName = "FOLDER" };

    private static readonly Option<bool> TrustAccounts = new("--trust-accounts")
    {
        Description = "Trust the caller's account with its ARN as a condition, which still holds when the caller's role is made again.",
    };

    private static readonly Option<string?> Organization = new("--organization")
    {
        Description = "Ask callers from other accounts to be in this organization.",
        HelpName = "ID",
    };

    public static Command Create()
    {
        ToolCommand command = new("policies", "Write the policies that a chain needs, and nothing more.", $"""
            role-chain policies --profile production --source arn:aws:iam::111111111111:user/alice --terraform
            role-chain policies --profile production --source arn:aws:iam::111111111111:user/alice | role-chain sts --config -

            Without a format it prints a file of role-chain sts, in which exactly this chain works. That file holds external ids.

            {ChainArguments.Examples}
            """);
        foreach (Option option in (Option[])[Source, Terraform, CloudFormation, Output, TrustAccounts, Organization])
        {
            command.Options.Add(option);
        }

        command.AddChain();
        command.Run(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        if (arguments.GetValue(Terraform) && arguments.GetValue(CloudFormation))
        {
            throw new UsageException("--terraform and --cloudformation are both given; choose one.");
        }

        ChainPolicyOptions options = new()
        {
            TrustAccounts = arguments.GetValue(TrustAccounts),
            OrganizationId = arguments.GetValue(Organization),
        };
        string? source = SourceOption.Read(arguments, Source);
        ChainPolicies policies = SourceOption.ReadChain(arguments).GeneratePolicies(source, options);
        IReadOnlyList<(string Name, string Text)> files = Files(arguments, policies);
        if (files[0].Name == "accounts.json" && FindNote(source) is { } note)
        {
            await Console.Error.WriteLineAsync($"role-chain: note: {note}").ConfigureAwait(false);
        }

        if (arguments.GetValue(Output) is not { } output)
        {
            await Console.Out.WriteLineAsync(string.Join("---\n", files.Select(file => file.Text)).TrimEnd('\n')).ConfigureAwait(false);
            return ExitCode.Success;
        }

        string folder = OutputFolder.Open(Output.Name, output);
        foreach ((string name, string text) in files)
        {
            string path = Path.Combine(folder, name);
            await File.WriteAllTextAsync(path, text, cancellationToken).ConfigureAwait(false);
            await Console.Error.WriteLineAsync($"wrote {path}").ConfigureAwait(false);
        }

        return ExitCode.Success;
    }

    /// <summary>What role-chain sts needs beside the file, where no user begins the chain.</summary>
    private static string? FindNote(string? source) =>
        source is null ? "SOURCE_PRINCIPAL_ARN stands for who begins the chain; role-chain sts needs a file that is made with --source."
        : IamPrincipal.Parse(source) is { Type: IamPrincipalType.AssumedRole } session
            ? $"a role begins this chain; role-chain sts --container-role {session.PrincipalArn} serves its credentials."
            : null;

    private static IReadOnlyList<(string Name, string Text)> Files(ParseResult arguments, ChainPolicies policies) =>
        arguments.GetValue(Terraform) ? [("role-chain.tf", policies.ToTerraform())]
        : arguments.GetValue(CloudFormation) ? [.. policies.ToCloudFormation().Select(template => ($"{template.Key}.yaml", template.Value))]
        : [("accounts.json", policies.ToJson() + "\n")];
}
