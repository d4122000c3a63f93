namespace RoleChaining.Sessions;

/// <summary>The result of looking at a node.</summary>
internal enum SessionReading
{
    /// <summary>The session it holds.</summary>
    Serve,

    /// <summary>The session it holds, and a refresh is to be started in the background.</summary>
    ServeAndRefresh,

    /// <summary>The outcome of the refresh that is under way or is to be started.</summary>
    Wait,

    /// <summary>The same, but not for longer than the session it holds can be used.</summary>
    WaitBriefly,

    /// <summary>The last failure. It is too recent to ask STS again.</summary>
    Fail,
}
