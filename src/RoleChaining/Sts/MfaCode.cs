namespace RoleChaining.Sts;

/// <summary>Asks for a code of the caller's MFA device. A code is good for one call only, and is in no message.</summary>
internal static class MfaCode
{
    public static async ValueTask<string> AskAsync(Func<CancellationToken, Task<string>> provider, bool async, CancellationToken cancellationToken)
    {
        string? code;
        try
        {
            // Off the caller's thread when that will block: a provider may need the context that it would block.
            Task<string> asked = async ? provider(cancellationToken) : Task.Run(() => provider(cancellationToken), cancellationToken);
            code = await asked.WaitAsync(cancellationToken).AwaitOrBlock(async).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable($"The MFA token provider failed with {e.GetType().FullName}.");
        }

        return code is { Length: 6 } && code.All(char.IsAsciiDigit)
            ? code
            : throw Unavailable("The MFA token provider gave no six-digit code.");
    }

    private static StsException Unavailable(string message) =>
        new(RoleChainFailure.MfaUnavailable, isTransient: false, message, innerException: null);
}
