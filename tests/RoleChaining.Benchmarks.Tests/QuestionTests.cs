using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace RoleChaining.Benchmarks;

/// <summary>A benchmark that nobody runs decays, so each runs here once. Nothing is timed.</summary>
public sealed class QuestionTests
{
    public static TheoryData<Type> Questions =>
    [
        .. typeof(Arguments).Assembly.GetExportedTypes().Where(type => Marked<BenchmarkAttribute>(type).Count > 0),
    ];

    [Theory, MemberData(nameof(Questions))]
    public async Task Every_benchmark_runs(Type question)
    {
        ArgumentNullException.ThrowIfNull(question);
        object instance = Activator.CreateInstance(question)!;
        foreach (PropertyInfo parameter in question.GetProperties())
        {
            parameter.SetValue(instance, parameter.GetCustomAttribute<ParamsAttribute>()!.Values[0]);
        }

        await InvokeAllAsync<GlobalSetupAttribute>(instance);
        try
        {
            await InvokeAllAsync<BenchmarkAttribute>(instance);
        }
        finally
        {
            await InvokeAllAsync<GlobalCleanupAttribute>(instance);
        }
    }

    [Fact]
    public void Every_question_is_asked_of_what_there_is_without_us() => Assert.All(Questions, row => Assert.Single(
        Marked<BenchmarkAttribute>(row.Data), method => method.GetCustomAttribute<BenchmarkAttribute>()!.Baseline && method.Name.StartsWith("Nested", StringComparison.Ordinal)));

    private static async Task InvokeAllAsync<T>(object instance)
        where T : Attribute
    {
        foreach (MethodInfo method in Marked<T>(instance.GetType()))
        {
            if (method.Invoke(instance, null) is Task task)
            {
                await task;
            }
        }
    }

    private static List<MethodInfo> Marked<T>(Type type)
        where T : Attribute => [.. type.GetMethods().Where(method => method.IsDefined(typeof(T)))];
}
