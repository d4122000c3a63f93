using System.Text.Json.Serialization;

namespace RoleChaining;

/// <summary>How the session of a hop stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<HopState>))]
public enum HopState
{
    /// <summary>No session has been asked for yet, or it was invalidated.</summary>
    Empty,

    /// <summary>The session is valid and its last refresh, if any, went well.</summary>
    Valid,

    /// <summary>The session is valid, but refreshing it has failed.</summary>
    Degraded,

    /// <summary>The session has expired, or there is none and asking for it has failed.</summary>
    Failed,
}
