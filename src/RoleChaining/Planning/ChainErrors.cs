namespace RoleChaining.Planning;

/// <summary>
/// Collects errors. Rules name a property as C# writes it, <c>Tags[0].Key</c>, and begin their message with a verb; this adds which hop
/// it is and the path in configuration.
/// </summary>
internal sealed class ChainErrors
{
    private readonly List<ChainError> _all;
    private readonly int? _hopNumber;
    private readonly string _label;
    private readonly string _path;

    public ChainErrors()
        : this([], null, "", "")
    {
    }

    private ChainErrors(List<ChainError> all, int? hopNumber, string label, string path)
    {
        _all = all;
        _hopNumber = hopNumber;
        _label = label;
        _path = path;
    }

    public IReadOnlyList<ChainError> All => _all;

    /// <summary>Where the errors of one hop go.</summary>
    public ChainErrors ForHop(int number, int count) => new(_all, number, $"{HopLabel(number, count)}: ", $"Hops[{number - 1}].");

    /// <summary>Where the errors of a part of the options go, such as <c>Refresh</c>.</summary>
    public ChainErrors ForPart(string part) => new(_all, null, $"{part}.", $"{part}.");

    public void Add(string property, string message)
    {
        string path = $"{_path}{property}".Replace("]", "", StringComparison.Ordinal).Replace('.', ':').Replace('[', ':');
        _all.Add(new ChainError(_hopNumber, path, $"{_label}{property} {message}."));
    }

    public static string HopLabel(int number, int count) => $"hop {number} of {count}";
}
