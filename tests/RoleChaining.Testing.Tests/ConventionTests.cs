using System.Reflection;

namespace RoleChaining.Testing;

public sealed class ConventionTests
{
    private static readonly Type[] Types = [.. typeof(LocalSts).Assembly.GetTypes()
        .Where(type => type.Namespace == "RoleChaining.Testing" && !type.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute)))];

    [Fact]
    public void What_a_user_types_is_this_and_no_more() => Assert.Equal(
        [
            "LocalOidcProvider", "LocalRole", "LocalSignIn", "LocalSts", "LocalStsOptions", "LocalUser", "SignInCall", "StsCall", "StsFault",
            "StsGate",
        ],
        Types.Where(type => type.IsVisible).Select(type => type.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Classes_are_sealed() =>
        Assert.Empty(Types.Where(type => type.IsClass && !type.IsSealed && !type.IsNested).Select(type => type.Name));

    [Fact]
    public void What_can_be_awaited_can_be_cancelled()
    {
        IEnumerable<MethodInfo> methods = Types.Where(type => type.IsVisible)
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => typeof(Task).IsAssignableFrom(method.ReturnType));

        Assert.All(methods, method => Assert.Equal(typeof(CancellationToken), method.GetParameters()[^1].ParameterType));
    }

    [Fact]
    public void Nothing_that_holds_a_secret_prints_it()
    {
        IEnumerable<Type> holders = Types.Where(type => type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Any(property => property.Name.Contains("Secret", StringComparison.Ordinal) || property.Name.Contains("SessionToken", StringComparison.Ordinal)));

        Assert.NotEmpty(holders);
        Assert.All(holders, holder =>
        {
            MethodInfo print = holder.GetMethod("ToString", Type.EmptyTypes)!;
            bool generated = print.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute));
            Assert.True(print.DeclaringType == typeof(object) || !generated, holder.Name);
        });
    }
}
