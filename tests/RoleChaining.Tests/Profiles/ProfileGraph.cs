using System.Globalization;
using System.Text;

namespace RoleChaining.Profiles;

/// <summary>
/// Two shared files made by dice: roles that lead to roles, to keys, to processes, to nothing or round in circles, written in every way
/// the format allows and some that it does not.
/// </summary>
internal sealed class ProfileGraph
{
    private static readonly string[] Names = ["default", "a", "b", "c", "d", "e"];

    private readonly Random _random;
    private readonly (string AccessKey, string SecretKey) _keys;
    private readonly string _process;
    private readonly StringBuilder _config = new();
    private readonly StringBuilder _credentials = new();

    /// <param name="process">A command that prints the keys.</param>
    public ProfileGraph(int seed, (string AccessKey, string SecretKey) keys, string process)
    {
        _random = new Random(seed);
        _keys = keys;
        _process = process;
        foreach (string name in Names)
        {
            if (!Dice(16))
            {
                AddProfile(name);
            }
        }

        Profile = Names[_random.Next(Names.Length)];
        string lineEnd = Dice(5) ? "\r\n" : "\n";
        Config = _config.ToString().Replace("\n", lineEnd, StringComparison.Ordinal);
        Credentials = _credentials.ToString().Replace("\n", lineEnd, StringComparison.Ordinal);
    }

    public string Config { get; }

    public string Credentials { get; }

    /// <summary>The one to follow.</summary>
    public string Profile { get; }

    public override string ToString() => $"{Profile} in\n--- config\n{Config}\n--- credentials\n{Credentials}";

    private void AddProfile(string name)
    {
        bool inCredentials = Dice(6);
        StringBuilder file = inCredentials ? _credentials : _config;
        if (Dice(4))
        {
            file.Append(Dice(2) ? "# a comment\n" : "\n; another\n\n");
        }

        file.Append(Header(name, inCredentials)).Append(Dice(12) ? " # comment\n" : "\n");
        string indent = Dice(8) ? "  " : "";
        foreach (string property in Properties(name))
        {
            file.Append(indent).Append(property).Append('\n');
            if (Dice(12))
            {
                file.Append("# between\n");
            }

            if (Dice(200))
            {
                file.Append(indent).Append(property).Append('\n');
            }
        }

        if (Dice(100))
        {
            file.Append("nonsense\n");
        }

        if (Dice(6))
        {
            file.Append("s3 =\n  addressing_style = path\n");
        }

        if (!inCredentials && Dice(8))
        {
            _credentials.Append(CultureInfo.InvariantCulture, $"[{name}]\n").AppendJoin('\n', Keys()).Append('\n');
        }
    }

    private string Header(string name, bool inCredentials) =>
        inCredentials ? $"[{name}]"
        : name == "default" ? Dice(4) ? "[profile default]" : "[default]"
        : _random.Next(24) switch
        {
            0 => $"[{name}]",
            1 => $"[profile \"{name}\"]",
            2 => $"[profile   {name}]",
            3 => $"[profile '{name}']",
            _ => $"[profile {name}]",
        };

    private IEnumerable<string> Properties(string name)
    {
        List<string> properties = [];
        if (name != "default" && !Dice(4))
        {
            properties.Add(Write("role_arn", $"arn:aws:iam::{_random.Next(2, 5)}00000000000:role/Role{_random.Next(4)}"));
            if (!Dice(24))
            {
                properties.Add(_random.Next(12) switch
                {
                    0 => Write("credential_source", Dice(4) ? "environment" : "Environment"),
                    1 => Write("source_profile", Dice(2) ? "gone" : name),
                    _ => Write("source_profile", Names[_random.Next(Names.Length)]),
                });
            }

            Maybe(properties, 3, "role_session_name", Dice(20) ? "a b" : $"session-{name}");
            Maybe(properties, 6, "external_id", "an-id");
            Maybe(properties, 6, "duration_seconds", Dice(6) ? "7200" : "900");
        }

        if (name == "default" || Dice(6) || properties.Count == 0)
        {
            properties.AddRange(_random.Next(10) switch
            {
                0 or 1 => [Write("credential_process", _process)],
                2 => [Write("region", "eu-west-1")],
                _ => Keys(),
            });
        }

        Maybe(properties, 4, "region", "eu-west-1");
        return properties.DistinctBy(property => property.Split('=', ':')[0].Trim().ToLowerInvariant()).OrderBy(_ => _random.Next());
    }

    private string[] Keys() => _random.Next(24) switch
    {
        0 => [Write("aws_access_key_id", _keys.AccessKey)],
        1 => [Write("aws_secret_access_key", _keys.SecretKey)],
        _ => [Write("aws_access_key_id", _keys.AccessKey), Write("aws_secret_access_key", _keys.SecretKey)],
    };

    private void Maybe(List<string> properties, int sides, string name, string value)
    {
        if (Dice(sides))
        {
            properties.Add(Write(name, value));
        }
    }

    private string Write(string name, string value) => _random.Next(14) switch
    {
        0 => $"{name}={value}",
        1 => $"{name}   =   {value}  ",
        2 => $"{name.ToUpperInvariant()} = {value}",
        3 => $"{name}: {value}",
        4 => $"{name}\t=\t{value}",
        // Meant differences, told in the command's README: the CLI was given a region by its environment, ignores a duration that is no
        // number, and splits a process's words itself where the SDK has a shell do it.
        5 or 6 when name is "region" or "duration_seconds" or "credential_process" => $"{name} = {value}",
        5 when Dice(8) => $"{name} = {value} # comment",
        6 when Dice(8) => $"{name} = {value}\n    continued",
        _ => $"{name} = {value}",
    };

    private bool Dice(int sides) => _random.Next(sides) == 0;
}
