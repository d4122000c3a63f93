namespace RoleChaining.Benchmarks.Numbers;

/// <summary>A line of the table "Numbers to beat".</summary>
/// <param name="What">The question.</param>
/// <param name="Sdk">What the AWS SDK needs.</param>
/// <param name="Ours">What we need.</param>
/// <param name="Limit">What we may need.</param>
/// <param name="Unit">Of all three.</param>
/// <param name="Words">Where the limit comes from.</param>
internal sealed record Goal(string What, double Sdk, double Ours, double Limit, string Unit, string Words)
{
    public bool IsMeasured => !double.IsNaN(Ours) && !double.IsNaN(Limit);

    public bool IsMet => Ours <= Limit;
}
