namespace RoleChaining.Testing;

/// <summary>Policies beside the JSON they came from.</summary>
internal sealed class PolicySet
{
    public static readonly PolicySet Empty = new([], []);

    /// <summary>What a user gets whom a test gave no policies.</summary>
    public static readonly PolicySet Administrator = Parse(
        ["""{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"""], "policies");

    private PolicySet(IReadOnlyList<string> texts, IReadOnlyList<IamPolicy> documents)
    {
        Texts = texts;
        Documents = documents;
    }

    public IReadOnlyList<string> Texts { get; }

    public IReadOnlyList<IamPolicy> Documents { get; }

    /// <param name="texts">IAM JSON each.</param>
    /// <param name="parameter">Where they came in.</param>
    /// <param name="limit">How many characters each may have; null where AWS's own policies may stand.</param>
    public static PolicySet Parse(IReadOnlyList<string> texts, string parameter, int? limit = null)
    {
        ArgumentNullException.ThrowIfNull(texts, parameter);
        return new(
            [.. texts],
            [.. texts.Select((text, index) => ParseOne(text, IamPolicyKind.Identity, parameter, $"policy {index + 1}", limit))]);
    }

    /// <summary>Policies that were read before.</summary>
    public static PolicySet Create(IReadOnlyList<IamPolicy> documents) => new([.. documents.Select(document => document.Text)], documents);

    public static IamPolicy ParseOne(string text, IamPolicyKind kind, string parameter, string? name = null, int? limit = null)
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        try
        {
            return StoredPolicy.Check(IamPolicy.Parse(text, kind, name), limit, parameter);
        }
        catch (FormatException exception)
        {
            throw new ArgumentException(exception.Message, parameter, exception);
        }
    }
}
