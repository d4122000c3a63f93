namespace RoleChaining.Testing;

/// <summary>Why a request to the control URL is refused.</summary>
internal sealed class ControlError(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
