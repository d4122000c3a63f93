// Joins the reports of all test projects, and writes a table of the rooms: coverage.cs FOLDER FILE.
using System.Globalization;
using System.Text;
using System.Xml.Linq;

Dictionary<string, Dictionary<int, bool>> files = [];
foreach (string report in Directory.EnumerateFiles(args[0], "*cobertura*.xml", SearchOption.AllDirectories))
{
    XDocument document = XDocument.Load(report);
    string[] sources = [.. document.Descendants("source").Select(source => source.Value)];
    foreach (XElement type in document.Descendants("class"))
    {
        string name = type.Attribute("filename")!.Value;
        string? path = sources.Select(source => Path.Combine(source, name)).FirstOrDefault(File.Exists);
        int start = path?.IndexOf("/src/", StringComparison.Ordinal) ?? -1;
        if (start < 0 || path!.Contains("/obj/"))
        {
            continue;
        }

        if (!files.TryGetValue(path[(start + 5)..], out Dictionary<int, bool>? lines))
        {
            files[path[(start + 5)..]] = lines = [];
        }

        foreach (XElement line in type.Descendants("line"))
        {
            int number = int.Parse(line.Attribute("number")!.Value, CultureInfo.InvariantCulture);
            lines[number] = lines.GetValueOrDefault(number) || line.Attribute("hits")!.Value != "0";
        }
    }
}

StringBuilder text = new();
text.Append(CultureInfo.InvariantCulture, $"""
    # Coverage

    {TimeProvider.System.GetUtcNow():yyyy-MM-dd}, by `.ci/coverage`: the lines that the tests run, of all test projects together. What a test starts as a process
    of its own is not counted, so the command (`RoleChaining.Tool`) is not in this table.

    | room | lines | run | of all |
    |---|--:|--:|--:|

    """);
foreach (var room in files.GroupBy(file => Path.GetDirectoryName(file.Key)!.Replace('\\', '/')).OrderBy(room => room.Key, StringComparer.Ordinal))
{
    Append(room.Key, [.. room.SelectMany(file => file.Value.Values)]);
}

Append("**all**", [.. files.Values.SelectMany(lines => lines.Values)]);
File.WriteAllText(args[1], text.ToString());
Console.WriteLine(text);

void Append(string name, bool[] lines)
{
    int run = lines.Count(isRun => isRun);
    text.Append(CultureInfo.InvariantCulture, $"| {name} | {lines.Length} | {run} | {100.0 * run / lines.Length:0.0} % |\n");
}
