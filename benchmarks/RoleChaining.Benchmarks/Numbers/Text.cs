using System.Globalization;

namespace RoleChaining.Benchmarks.Numbers;

/// <summary>Numbers as a person reads them: three digits that mean something.</summary>
internal static class Text
{
    public static string Number(double value) => value.ToString(
        Math.Abs(value) switch
        {
            0 => "0",
            < 1 => "0.000",
            < 10 => "0.00",
            < 100 => "0.0",
            _ => "0",
        },
        CultureInfo.InvariantCulture);

    /// <summary>With its unit; dashes for what was not measured.</summary>
    public static string Of(double value, string unit) => value switch
    {
        double.NaN => "-",
        >= Storms.PatienceMilliseconds when unit == "ms" => "> 60 s",
        _ => $"{Number(value)} {unit}",
    };
}
