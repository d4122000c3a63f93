namespace RoleChaining.Sessions;

/// <summary>What a read of a node comes to.</summary>
internal enum SessionReading
{
    /// <summary>The session it holds.</summary>
    Serve,

    /// <summary>The session it holds, and somebody should start a refresh in the background.</summary>
    ServeAndRefresh,

    /// <summary>What the refresh under way, or one to be started, gives.</summary>
    Wait,

    /// <summary>The same, but the session it holds while that can still be used.</summary>
    WaitAWhile,

    /// <summary>The last failure, which is too young to ask again.</summary>
    Fail,
}
