namespace RoleChaining.Verifying;

/// <summary>Keeps what is reported, in the order in which it came.</summary>
internal sealed class Reports<T> : IProgress<T>
{
    private readonly List<T> _all = [];

    public IReadOnlyList<T> All => _all;

    public void Report(T value)
    {
        lock (_all)
        {
            _all.Add(value);
        }
    }
}
