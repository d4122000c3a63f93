using System.Globalization;
using Amazon.Runtime;

namespace RoleChaining.Benchmarks.World;

/// <summary>
/// The accounts that all measurements use: alice in 111111111111, a chain of roles through the accounts after hers, and spokes that trust
/// the first of them. Fixed, so that a client knows them without asking the process that serves them.
/// </summary>
internal static class Roles
{
    public const int LongestChain = 5;

    public const string Source = "111111111111";
    public const string AccessKeyId = "AKIABENCHMARKS000000";
    public const string SecretAccessKey = "benchmarks/benchmarks/benchmarks/benchma";

    public static AWSCredentials Alice { get; } = new BasicAWSCredentials(AccessKeyId, SecretAccessKey);

    public static string Hub => Hop(1);

    /// <summary>The role of a hop, 1-based.</summary>
    public static string Hop(int number) => $"arn:aws:iam::{Account(number)}:role/Hop{number}";

    /// <summary>One of the roles that trust the hub.</summary>
    public static string Spoke(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"arn:aws:iam::{700_000_000_000 + number}:role/Spoke");

    public static string Account(int hop) => new((char)('1' + hop), 12);
}
