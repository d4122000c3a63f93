using System.Text.Json;

namespace RoleChaining.Testing;

/// <summary>An IAM policy, read once: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html</summary>
internal sealed class PolicyDocument
{
    // IAM's own documents nest five deep; a reader that recursed as deep as a caller liked would be a way to kill the server.
    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = 16 };

    private PolicyDocument(IReadOnlyList<PolicyStatement> statements) => Statements = statements;

    public IReadOnlyList<PolicyStatement> Statements { get; }

    /// <exception cref="FormatException">The text is not a policy; the message says why.</exception>
    public static PolicyDocument Parse(string json, PolicyKind kind)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, JsonOptions);
            return Read(document.RootElement, kind);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The policy is not valid JSON (line {exception.LineNumber}, byte {exception.BytePositionInLine}).");
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate in an escape: JSON by its grammar, but no text.
            throw new FormatException("The policy holds a string that is not valid text.");
        }
    }

    private static PolicyDocument Read(JsonElement root, PolicyKind kind)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new FormatException("A policy is a JSON object.");
        bool variables = false;
        JsonElement statement = default;
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (!seen.Add(property.Name))
                throw new FormatException($"The policy has two elements '{property.Name}'.");
            switch (property.Name)
            {
                case "Version":
                    variables = PolicyReader.Text(property) switch
                    {
                        "2012-10-17" => true,
                        "2008-10-17" => false,
                        _ => throw new FormatException("A policy's Version is 2012-10-17 or 2008-10-17."),
                    };
                    break;
                case "Id":
                    PolicyReader.Text(property);
                    break;
                case "Statement":
                    statement = property.Value;
                    break;
                default:
                    throw new FormatException($"A policy has no element '{property.Name}'.");
            }
        }

        List<PolicyStatement> statements = [];
        if (statement.ValueKind == JsonValueKind.Object)
            statements.Add(PolicyReader.Statement(statement, kind, variables, 1));
        else if (statement.ValueKind == JsonValueKind.Array)
            statements.AddRange(statement.EnumerateArray().Select((item, index) => PolicyReader.Statement(item, kind, variables, index + 1)));
        else
            throw new FormatException("A policy needs a Statement.");
        return new(statements);
    }
}
