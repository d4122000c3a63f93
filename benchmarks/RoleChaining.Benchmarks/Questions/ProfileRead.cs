using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using BenchmarkDotNet.Attributes;
using RoleChaining.Benchmarks.World;

namespace RoleChaining.Benchmarks.Questions;

/// <summary>What does it cost to read the profiles and follow a profile through two roles to its keys?</summary>
public class ProfileRead
{
    private const string Name = "production";

    private readonly Dictionary<string, string?> _before = [];
    private DirectoryInfo _folder = null!;
    private string _file = null!;

    /// <summary>How many other profiles there are.</summary>
    [Params(10, 1_000)]
    public int Others { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        ImmutableCredentials alice = Roles.Alice.GetCredentials();
        StringBuilder profiles = new();
        for (int other = 0; other < Others; other++)
        {
            profiles.Append($"[other-{other}]\nrole_arn = {Roles.Spoke(other)}\nsource_profile = hub\nregion = us-east-1\n\n");
        }

        profiles.Append($"[alice]\naws_access_key_id = {alice.AccessKey}\naws_secret_access_key = {alice.SecretKey}\n\n");
        profiles.Append($"[hub]\nrole_arn = {Roles.Hub}\nsource_profile = alice\nregion = us-east-1\n\n");
        profiles.Append($"[{Name}]\nrole_arn = {Roles.Hop(2)}\nsource_profile = hub\nregion = us-east-1\nrole_session_name = orders\n");

        // All in one file, for which the AWS SDK can be told the path: it looks at the environment only once.
        _folder = Directory.CreateTempSubdirectory();
        _file = Path.Combine(_folder.FullName, "credentials");
        File.WriteAllText(_file, profiles.ToString());
        Set("AWS_SHARED_CREDENTIALS_FILE", _file);
        Set("AWS_CONFIG_FILE", Path.Combine(_folder.FullName, "none"));
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        foreach ((string variable, string? value) in _before)
        {
            Environment.SetEnvironmentVariable(variable, value);
        }

        _folder.Delete(recursive: true);
    }

    [Benchmark(Baseline = true)]
    public AWSCredentials Nested() => new CredentialProfileStoreChain(_file).TryGetAWSCredentials(Name, out AWSCredentials credentials)
        ? credentials
        : throw new InvalidOperationException("The AWS SDK did not find the profile.");

    [Benchmark]
    public AWSCredentials Chained() => RoleChainBuilder.FromProfile(Name).Build();

    private void Set(string variable, string value)
    {
        _before[variable] = Environment.GetEnvironmentVariable(variable);
        Environment.SetEnvironmentVariable(variable, value);
    }
}
