namespace RoleChaining;

/// <summary>What a trail is read for. Not thread-safe while it is set up.</summary>
public sealed class TrailReadOptions
{
    /// <summary>
    /// Counts what sessions did from this time on, and answers with sessions that were issued or used from then on. The way back to the
    /// first link is followed beyond it.
    /// </summary>
    /// <value>Default: null, from the first record.</value>
    public DateTimeOffset? After { get; set; }

    /// <summary>The end of the period, likewise.</summary>
    /// <value>Default: null, to the last record.</value>
    public DateTimeOffset? Before { get; set; }

    /// <summary>
    /// Event ids and request ids that will be asked for. Those of calls that issued a session are found without being listed here; of all
    /// other calls the ids are not kept, because a trail has millions of them.
    /// </summary>
    public IList<string> Ids { get; } = [];
}
