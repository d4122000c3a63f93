using System.Text.Json;

namespace RoleChaining.Snapshots;

/// <summary>An object in a file. Its errors name the file and the path in it.</summary>
internal readonly struct SnapshotObject(JsonElement element, SnapshotPlace place, int index = -1)
{
    public JsonElement Element => element;

    public string Text(string name) => OptionalText(name) ?? throw Wrong(name, "is missing");

    /// <summary>An ARN of six parts.</summary>
    public string Arn(string name)
    {
        string arn = Text(name);
        bool isArn = arn.StartsWith("arn:", StringComparison.Ordinal) && arn.Split(':').Length >= 6;
        return isArn ? arn : throw Wrong(name, "is not an ARN");
    }

    public string? OptionalText(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        { ValueKind: JsonValueKind.Number } value => value.GetRawText(),
        _ => throw Wrong(name, "is not a string"),
    };

    /// <summary>A policy as an object, or as a string that holds it.</summary>
    public IamDocument? Document(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => new IamDocument(value.GetString()),
        { ValueKind: JsonValueKind.Object } value => new IamDocument(value.GetRawText()),
        _ => throw Wrong(name, "is not a policy"),
    };

    public SnapshotObject? Object(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => new SnapshotObject(value, new SnapshotPlace(place, index, name)),
        _ => throw Wrong(name, "is not an object"),
    };

    /// <summary>Empty where there is no such list.</summary>
    public List<SnapshotObject> Objects(string name)
    {
        List<SnapshotObject> objects = [];
        SnapshotPlace? list = null;
        foreach (JsonElement item in Items(name))
        {
            list ??= new SnapshotPlace(place, index, name);
            objects.Add(item.ValueKind == JsonValueKind.Object
                ? new SnapshotObject(item, list, objects.Count)
                : throw new FormatException($"{list.Name(objects.Count)} is not an object."));
        }

        return objects;
    }

    /// <summary>Empty where there is no such list.</summary>
    public List<string> Texts(string name)
    {
        List<string> texts = [];
        foreach (JsonElement item in Items(name))
        {
            texts.Add(item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(name, "is not a list of strings"));
        }

        return texts;
    }

    /// <summary>The policies of a list, objects or strings.</summary>
    public List<IamDocument> Documents(string name)
    {
        List<IamDocument> documents = [];
        foreach (JsonElement item in Items(name))
        {
            documents.Add(item.ValueKind switch
            {
                JsonValueKind.String => new IamDocument(item.GetString()),
                JsonValueKind.Object => new IamDocument(item.GetRawText()),
                _ => throw Wrong(name, "is not a list of policies"),
            });
        }

        return documents;
    }

    /// <summary>Tags as AWS lists them, with Key and Value; null where there is no such list.</summary>
    public Dictionary<string, string>? Tags(string name)
    {
        if (Find(name) is null)
        {
            return null;
        }

        Dictionary<string, string> tags = new(StringComparer.OrdinalIgnoreCase);
        foreach (SnapshotObject tag in Objects(name))
        {
            tags[tag.Text("Key")] = tag.OptionalText("Value") ?? "";
        }

        return tags;
    }

    public bool Has(string name) => Find(name) is not null;

    public FormatException Wrong(string name, string what) => new($"{new SnapshotPlace(place, index, name).Name(-1)} {what}.");

    private JsonElement? Find(string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private JsonElement.ArrayEnumerator Items(string name) => Find(name) switch
    {
        null => default,
        { ValueKind: JsonValueKind.Array } value => value.EnumerateArray(),
        _ => throw Wrong(name, "is not a list"),
    };
}
