namespace RoleChaining.Reading;

/// <summary>Where an expression stands, and which of several instances it takes.</summary>
/// <param name="Module">The address of the module that it is in; null for the root module.</param>
/// <param name="Index">The key of the resource or the module call whose expression it is.</param>
/// <param name="Instances">How many instances the resource or the module call has.</param>
internal sealed record TerraformScope(string? Module, string? Index, int Instances)
{
    /// <summary>The key of the instance that is taken; null where none is, or it is not known which.</summary>
    public string? Key { get; init; }

    /// <summary>Whether one of several instances is taken.</summary>
    public bool IsOne { get; private init; }

    private bool IsCounted { get; init; }

    /// <summary>
    /// The own key is the index where nothing else can be: not what <c>each.value</c> comes to. A plan does not tell <c>count.index</c>
    /// from <c>count.index + 1</c>, which has no last instance to take where both have the same count.
    /// </summary>
    public TerraformScope Choose(IReadOnlyList<string> references)
    {
        bool isValue = references.Any(reference => reference.StartsWith("each.value", StringComparison.Ordinal));
        bool isCounted = references.Contains("count.index");
        return isValue || isCounted || references.Contains("each.key")
            ? this with { Key = isValue ? null : Index, IsOne = true, IsCounted = isCounted }
            : this;
    }

    /// <summary>Whether the instance with this key is the one, of so many.</summary>
    public bool Chooses(string? key, int count) => key is { Length: > 0 } && key == Key && (!IsCounted || count == Instances);
}
