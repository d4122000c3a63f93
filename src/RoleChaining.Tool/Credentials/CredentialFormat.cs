namespace RoleChaining.Tool.Credentials;

/// <summary>The reader that credentials are formatted for.</summary>
internal enum CredentialFormat
{
    /// <summary>The AWS CLI and SDKs, as <c>credential_process</c>.</summary>
    Process,

    /// <summary>A POSIX shell: <c>eval "$(role-chain credentials --format env ...)"</c>.</summary>
    Env,

    /// <summary>A program: the fields of <c>process</c>, and the identity.</summary>
    Json,

    /// <summary>PowerShell: <c>role-chain credentials --format powershell ... | Invoke-Expression</c>.</summary>
    PowerShell,
}
