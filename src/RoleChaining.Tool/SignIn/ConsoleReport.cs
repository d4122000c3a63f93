using System.CommandLine;
using RoleChaining.Tool.Inspection;

namespace RoleChaining.Tool.SignIn;

/// <summary>What was opened, as whom, and when it ends.</summary>
internal sealed record ConsoleReport(string? SessionArn, string Page, DateTimeOffset? EndsAt)
{
    /// <param name="arguments">The command line.</param>
    /// <param name="address">The address that signs in; null when a browser has it.</param>
    /// <param name="why">Why the address is printed where nobody asked for it; empty where somebody did.</param>
    public void Write(ParseResult arguments, string? address, string? why)
    {
        if (arguments.GetValue(GlobalOptions.Json))
        {
            JsonOutput.Write(json =>
            {
                json.WriteStartObject();
                json.WriteBoolean("opened", address is null);
                json.WriteString("page", Page);
                json.WriteString("arn", SessionArn);
                json.WriteString("ends", EndsAt is { } time ? Columns.Time(time) : null);
                if (address is not null)
                {
                    json.WriteString("url", address);
                }

                json.WriteEndObject();
            });
            return;
        }

        // Standard output has the address alone, so that it can be given to something else.
        string end = EndsAt is { } endsAt ? $", until {Columns.Time(endsAt)}" : "";
        Console.Error.WriteLine($"role-chain: the console of {SessionArn ?? "the chain's source"}{end}.");
        if (address is not null)
        {
            Console.Error.WriteLine($"role-chain: {why}This address is good for 15 minutes, and whoever has it is signed in:");
            Console.Out.WriteLine(address);
        }
    }
}
