namespace RoleChaining.Sts;

/// <summary>Asks for a code of the caller's MFA device. A code is good for one call only, and no message repeats it.</summary>
internal static class MfaCode
{
    public static async ValueTask<string> AskAsync(StsOperation operation, bool async, CancellationToken cancellationToken)
    {
        Func<CancellationToken, Task<string>> provider = operation.Hop!.MfaTokenProvider!;
        string? code;
        try
        {
            // Off the caller's thread when that will block: a provider may need the context that it would block.
            Task<string> asked = async ? provider(cancellationToken) : Task.Run(() => provider(cancellationToken), cancellationToken);
            code = await asked.WaitAsync(cancellationToken).AwaitOrBlock(async).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw operation.Fail(
                RoleChainFailure.MfaUnavailable, isTransient: false, $"The MFA token provider failed with {e.GetType().FullName}.");
        }

        return code is { Length: 6 } && code.All(char.IsAsciiDigit)
            ? code
            : throw operation.Fail(RoleChainFailure.MfaUnavailable, isTransient: false, "The MFA token provider gave no six-digit code.");
    }
}
