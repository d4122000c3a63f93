namespace RoleChaining.Testing;

/// <summary>A refusal, on its way to becoming the service's error document.</summary>
internal sealed class ServiceError(int status, string code, string message, string? recorded = null) : Exception(recorded ?? message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>What the caller reads. AWS repeats a bad value here, a secret one too; <see cref="Exception.Message"/> does not.</summary>
    public string WireMessage { get; } = message;

    /// <summary>Which statement decided, for the record of calls.</summary>
    public string? Decision { get; init; }
}
