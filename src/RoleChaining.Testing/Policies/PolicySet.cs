namespace RoleChaining.Testing;

/// <summary>Policies beside the JSON they came from.</summary>
internal sealed class PolicySet
{
    public static readonly PolicySet Empty = new([], []);

    /// <summary>What a user gets whom a test gave no policies.</summary>
    public static readonly PolicySet Administrator = Parse(
        ["""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"""], "policies");

    private PolicySet(IReadOnlyList<string> texts, IReadOnlyList<PolicyDocument> documents)
    {
        Texts = texts;
        Documents = documents;
    }

    public IReadOnlyList<string> Texts { get; }

    public IReadOnlyList<PolicyDocument> Documents { get; }

    public static PolicySet Parse(IReadOnlyList<string> texts, string parameter)
    {
        ArgumentNullException.ThrowIfNull(texts, parameter);
        return new([.. texts], [.. texts.Select(text => ParseOne(text, PolicyKind.Identity, parameter))]);
    }

    public static PolicyDocument ParseOne(string text, PolicyKind kind, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        try
        {
            return PolicyDocument.Parse(text, kind);
        }
        catch (FormatException exception)
        {
            throw new ArgumentException(exception.Message, parameter, exception);
        }
    }
}
