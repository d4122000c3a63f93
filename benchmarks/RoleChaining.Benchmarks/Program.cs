using BenchmarkDotNet.Running;
using RoleChaining.Benchmarks;
using RoleChaining.Benchmarks.Samples;
using RoleChaining.Benchmarks.Serving;

switch (args)
{
    case ["serve", .. string[] rest]:
        return await ServeCommand.RunAsync(new Arguments(rest));

    case ["sample", string kind, .. string[] rest]:
        return SampleProcess.Answer(kind, new Arguments(rest));

    default:
        BenchmarkSwitcher.FromAssembly(typeof(Arguments).Assembly).Run(args, MeasurementConfig.Create());
        return 0;
}
