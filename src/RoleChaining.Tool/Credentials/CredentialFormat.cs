namespace RoleChaining.Tool.Credentials;

/// <summary>The reader that credentials are formatted for. The names of the AWS CLI's formats are the same.</summary>
internal enum CredentialFormat
{
    /// <summary>The AWS CLI and SDKs, as <c>credential_process</c>.</summary>
    Process,

    /// <summary>A program: the fields of <c>process</c>, the identity and the region.</summary>
    Json,

    /// <summary>A POSIX shell: <c>eval "$(role-chain credentials --format env ...)"</c>.</summary>
    Env,

    /// <summary>A file of variables, as <c>docker run --env-file</c> takes it.</summary>
    EnvNoExport,

    /// <summary>PowerShell: <c>role-chain credentials --format powershell ... | Out-String | Invoke-Expression</c>.</summary>
    PowerShell,

    /// <summary>The Windows command prompt.</summary>
    WindowsCmd,

    /// <summary>fish: <c>role-chain credentials --format fish ... | source</c>.</summary>
    Fish,

    /// <summary>Nushell.</summary>
    Nushell,

    /// <summary>A section for <c>~/.aws/credentials</c>.</summary>
    Ini,
}
