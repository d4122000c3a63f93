using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace RoleChaining.Sources;

/// <summary>
/// Environment variables for as long as a test lasts. Tests that use it run one after another. What the AWS SDK remembers of the variables
/// is forgotten with every change.
/// </summary>
internal sealed class Variables : IDisposable
{
    private readonly Dictionary<string, string?> _before = [];

    public string? this[string name]
    {
        set
        {
            _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
            Environment.SetEnvironmentVariable(name, value);
            ForgetInSdk();
        }
    }

    public void Dispose()
    {
        foreach ((string name, string? value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        ForgetInSdk();
    }

    private static void ForgetInSdk()
    {
        FallbackRegionFactory.Reset();
        FallbackInternalConfigurationFactory.Reset();
    }
}
