using BenchmarkDotNet.Running;
using RoleChaining.Benchmarks;
using RoleChaining.Benchmarks.Fleet;
using RoleChaining.Benchmarks.Numbers;
using RoleChaining.Benchmarks.Policies;
using RoleChaining.Benchmarks.Samples;
using RoleChaining.Benchmarks.Servers;
using RoleChaining.Benchmarks.Serving;
using RoleChaining.Benchmarks.Sharing;
using RoleChaining.Benchmarks.Trails;

switch (args)
{
    case ["serve", .. string[] rest]:
        return await ServeCommand.RunAsync(new Arguments(rest));

    case ["sample", string kind, .. string[] rest]:
        return SampleProcess.Answer(kind, new Arguments(rest));

    case ["numbers", .. string[] rest]:
        return NumbersCommand.Run(new Arguments(rest));

    case ["policies", .. string[] rest]:
        return PoliciesCommand.Run(new Arguments(rest));

    case ["trails", .. string[] rest]:
        return TrailsCommand.Run(new Arguments(rest));

    case ["fleet", .. string[] rest]:
        return FleetCommand.Run(new Arguments(rest));

    case ["local-sts", .. string[] rest]:
        return await LocalStsCommand.RunAsync(new Arguments(rest));

    case ["sharing", .. string[] rest]:
        return await SharingCommand.RunAsync(new Arguments(rest));

    case ["compare", string before, string after]:
        return CompareCommand.Run(before, after);

    default:
        BenchmarkSwitcher.FromAssembly(typeof(Arguments).Assembly).Run(args, MeasurementConfig.Create());
        return 0;
}
