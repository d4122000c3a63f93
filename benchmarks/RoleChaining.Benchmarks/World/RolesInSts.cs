using RoleChaining.Testing;

namespace RoleChaining.Benchmarks.World;

/// <summary>Makes a local STS know <see cref="Roles"/>.</summary>
internal static class RolesInSts
{
    private const string AllowAll = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";

    public static void AddRoles(this LocalSts sts, int spokes)
    {
        sts.AddUser(Roles.Source, "alice", Roles.AccessKeyId, Roles.SecretAccessKey);
        for (int hop = 1; hop <= Roles.LongestChain; hop++)
        {
            sts.AddRole(Roles.Hop(hop), Trust(hop == 1 ? Roles.Source : Roles.Account(hop - 1)), AllowAll);
        }

        for (int spoke = 0; spoke < spokes; spoke++)
        {
            sts.AddRole(Roles.Spoke(spoke), Trust(Roles.Account(1)), AllowAll);
        }
    }

    private static string Trust(string account) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{account}}"},"Action":"sts:AssumeRole"}]}""";
}
