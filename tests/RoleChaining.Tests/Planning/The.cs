namespace RoleChaining.Planning;

/// <summary>Fixed values that the tests of the plan share.</summary>
internal static class The
{
    public const string Hub = "arn:aws:iam::222222222222:role/HubRole";
    public const string Production = "arn:aws:iam::333333333333:role/ProductionRole";
    public const string Audit = "arn:aws:iam::444444444444:role/Audit";
    public const string Policy = """{"Version":"2012-10-17","Statement":[]}""";

    public static readonly string[] Roles = [Hub, Production, Audit];

    public static readonly Func<CancellationToken, Task<string>> MfaProvider = _ => Task.FromResult("123456");
}
