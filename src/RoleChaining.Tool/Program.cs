using System.CommandLine;
using RoleChaining.Tool.Demo;

RootCommand root = new("Walk, run and inspect IAM role chains.");
root.Subcommands.Add(DemoCommand.Create());
return await root.Parse(args).InvokeAsync().ConfigureAwait(false);
