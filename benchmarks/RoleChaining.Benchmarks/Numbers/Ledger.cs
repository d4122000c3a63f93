namespace RoleChaining.Benchmarks.Numbers;

/// <summary>The measurements of one run.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<(string Name, string Unit), Measurement> _measurements = [];

    public IReadOnlyCollection<Measurement> All => _measurements.Values;

    /// <summary>The median; <see cref="double.NaN"/> of what this run did not measure, which meets no goal.</summary>
    public double this[string name, string unit] =>
        _measurements.TryGetValue((name, unit), out Measurement? found) ? found.Median : double.NaN;

    public void Add(string name, string unit, IReadOnlyCollection<double> values)
    {
        Measurement measurement = Measurement.Of(name, unit, values);
        _measurements.Add((name, unit), measurement);
        Console.Error.WriteLine($"{name}: {Text.Number(measurement.Median)} {unit}");
    }

    /// <summary>Takes the results of several processes over: the last word of a result's name is its unit.</summary>
    public void Add(string prefix, IReadOnlyList<Dictionary<string, double>> samples, Func<string, bool>? wanted = null)
    {
        foreach (string name in samples[0].Keys.Where(wanted ?? (_ => true)))
        {
            int unit = name.LastIndexOf(' ');
            string what = unit < 0 ? "" : $", {name[..unit]}";
            Add(prefix + what, name[(unit + 1)..], [.. samples.Select(sample => sample[name])]);
        }
    }
}
