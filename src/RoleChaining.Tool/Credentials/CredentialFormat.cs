namespace RoleChaining.Tool.Credentials;

/// <summary>For whom credentials are written.</summary>
internal enum CredentialFormat
{
    /// <summary>The AWS CLI and SDKs, as <c>credential_process</c>.</summary>
    Process,

    /// <summary>A POSIX shell: <c>eval "$(role-chain credentials --format env ...)"</c>.</summary>
    Env,

    /// <summary>A program: what <c>process</c> has, and who they are.</summary>
    Json,

    /// <summary>PowerShell: <c>role-chain credentials --format powershell ... | Invoke-Expression</c>.</summary>
    PowerShell,
}
