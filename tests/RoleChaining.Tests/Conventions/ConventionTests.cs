using System.Reflection;
using System.Runtime.CompilerServices;
using Amazon.Runtime;

namespace RoleChaining.Conventions;

/// <summary>What a newcomer may rely on wherever they look.</summary>
public sealed class ConventionTests
{
    public static TheoryData<Type> Types => [.. typeof(RoleChain).Assembly.GetTypes()
        .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)) && !type.Name.Contains('<', StringComparison.Ordinal) && type.Namespace?.StartsWith("RoleChaining", StringComparison.Ordinal) == true)];

    [Fact]
    public void Public_types_are_in_the_root_namespace_and_all_others_are_internal() =>
        Assert.All(typeof(RoleChain).Assembly.GetExportedTypes(), type => Assert.Equal("RoleChaining", type.Namespace));

    [Theory]
    [MemberData(nameof(Types))]
    public void Classes_are_sealed_static_or_abstract(Type type) =>
        Assert.True(type.IsSealed || type.IsAbstract || !type.IsClass, $"{type} can be inherited from.");

    [Theory]
    [MemberData(nameof(Types))]
    public void Methods_that_return_tasks_end_in_Async_and_take_their_token_last(Type type)
    {
        foreach (MethodInfo method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        {
            if (type.IsPublic && !method.IsSpecialName && (typeof(Task).IsAssignableFrom(method.ReturnType) || method.ReturnType.Name.StartsWith("ValueTask", StringComparison.Ordinal)))
            {
                Assert.EndsWith("Async", method.Name, StringComparison.Ordinal);
            }

            int token = Array.FindIndex(method.GetParameters(), parameter => parameter.ParameterType == typeof(CancellationToken));
            Assert.True(token < 0 || token == method.GetParameters().Length - 1, $"{type}.{method.Name} takes its token before another parameter.");
        }
    }

    [Fact]
    public void Nothing_that_holds_a_key_is_a_record_that_would_print_it() =>
        Assert.All(
            typeof(RoleChain).Assembly.GetTypes().Where(type => type.GetMethod("<Clone>$") is not null),
            type => Assert.DoesNotContain(
                type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance),
                property => property.PropertyType == typeof(ImmutableCredentials) || property.Name is "ExternalId" or "Policy" or "Token"));
}
