using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Reports;

namespace RoleChaining.Benchmarks;

/// <summary>What every table shows: time and memory, and both as a ratio to what the AWS SDK needs.</summary>
internal static class MeasurementConfig
{
    public static ManualConfig Create() => ManualConfig.Create(DefaultConfig.Instance)
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumn(StatisticColumn.Median, StatisticColumn.Min, StatisticColumn.Max, BaselineRatioColumn.RatioMean)
        .WithSummaryStyle(SummaryStyle.Default.WithRatioStyle(RatioStyle.Trend))
        .WithBuildTimeout(TimeSpan.FromMinutes(10)) // a busy machine with two cores builds for minutes
        .WithOptions(ConfigOptions.DisableLogFile);
}
