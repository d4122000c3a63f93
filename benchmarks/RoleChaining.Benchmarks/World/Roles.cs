using System.Globalization;
using Amazon.Runtime;
using RoleChaining.Testing;

namespace RoleChaining.Benchmarks.World;

/// <summary>
/// The accounts that all measurements use: alice in 111111111111, a chain of roles through the accounts after hers, and spokes that trust
/// the first of them. Fixed, so that a client knows them without asking the process that serves them.
/// </summary>
internal static class Roles
{
    public const int LongestChain = 5;

    private const string AccessKeyId = "AKIABENCHMARKS000000";
    private const string SecretAccessKey = "benchmarks/benchmarks/benchmarks/benchma";
    private const string Source = "111111111111";

    private const string AllowAll = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}""";

    public static AWSCredentials Alice { get; } = new BasicAWSCredentials(AccessKeyId, SecretAccessKey);

    public static string Hub => Hop(1);

    /// <summary>The role of a hop, 1-based.</summary>
    public static string Hop(int number) => $"arn:aws:iam::{Account(number)}:role/Hop{number}";

    /// <summary>One of the roles that trust the hub.</summary>
    public static string Spoke(int number) => string.Create(CultureInfo.InvariantCulture, $"arn:aws:iam::{700_000_000_000 + number}:role/Spoke");

    public static void AddTo(LocalSts sts, int spokes)
    {
        sts.AddUser(Source, "alice", AccessKeyId, SecretAccessKey);
        for (int hop = 1; hop <= LongestChain; hop++)
        {
            sts.AddRole(Hop(hop), Trust(hop == 1 ? Source : Account(hop - 1)), AllowAll);
        }

        for (int spoke = 0; spoke < spokes; spoke++)
        {
            sts.AddRole(Spoke(spoke), Trust(Account(1)), AllowAll);
        }
    }

    private static string Account(int hop) => new((char)('1' + hop), 12);

    private static string Trust(string account) =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{account}}"},"Action":"sts:AssumeRole"}]}""";
}
