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
        ChainPolicies policies = SourceOption.ReadChain(arguments).GeneratePolicies(SourceOption.Read(arguments, Source), options);
        IReadOnlyList<(string Name, string Text)> files = Files(arguments, policies);
        if (files[0].Name == "accounts.json" && SourceOption.Read(arguments, Source)?.Contains(":user/", StringComparison.Ordinal) != true)
        {
            await Console.Error.WriteLineAsync(
                "role-chain: note: no user begins this chain, so role-chain sts has no access keys for it.").ConfigureAwait(false);
        }

        if (arguments.GetValue(Output) is not { } folder)
        {
            await Console.Out.WriteLineAsync(string.Join("---\n", files.Select(file => file.Text)).TrimEnd('\n')).ConfigureAwait(false);
            return ExitCode.Success;
        }

        Directory.CreateDirectory(folder);
        foreach ((string name, string text) in files)
        {
            string path = Path.Combine(folder, name);
            await File.WriteAllTextAsync(path, text, cancellationToken).ConfigureAwait(false);
            await Console.Error.WriteLineAsync($"wrote {path}").ConfigureAwait(false);
        }

        return ExitCode.Success;
    }

    private static IReadOnlyList<(string Name, string Text)> Files(ParseResult arguments, ChainPolicies policies) =>
        arguments.GetValue(Terraform) ? [("role-chain.tf", policies.ToTerraform())]
        : arguments.GetValue(CloudFormation) ? [.. policies.ToCloudFormation().Select(template => ($"{template.Key}.yaml", template.Value))]
        : [("accounts.json", policies.ToJson() + "\n")];
}
