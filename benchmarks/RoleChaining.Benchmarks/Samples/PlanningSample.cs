namespace RoleChaining.Benchmarks.Samples;

/// <summary><c>sample planning</c>: checking and building chains, in turns.</summary>
internal static class PlanningSample
{
    private const int Rounds = 300;
    private const int Times = 50;

    public static Dictionary<string, double> Run()
    {
        Questions.Planning planning = new();
        planning.SetUp();
        return new Rounds(Rounds, Times)
            .Add("nested", times => Repeat(times, planning.NestedCreate))
            .Add("plan", times => Repeat(times, planning.Plan))
            .Add("build", times => Repeat(times, planning.Build))
            .Add("extend", times => Repeat(times, planning.Extend))
            .Measure();
    }

    private static void Repeat(int times, Func<object> operation)
    {
        for (int i = 0; i < times; i++)
        {
            operation();
        }
    }
}
