using System.Collections.ObjectModel;

namespace RoleChaining;

/// <summary>
/// The session tags of one hop. A list and not a dictionary, so that keys that contain <c>:</c> can stand in configuration.
/// </summary>
public sealed class SessionTagCollection : Collection<SessionTag>
{
    /// <summary>Adds a tag.</summary>
    /// <param name="key">The key, at most 128 characters.</param>
    /// <param name="value">The value, at most 256 characters; may be empty.</param>
    /// <param name="transitive">Whether all later hops inherit it.</param>
    public void Add(string key, string value, bool transitive = false) =>
        Add(new SessionTag { Key = key, Value = value, Transitive = transitive });
}
