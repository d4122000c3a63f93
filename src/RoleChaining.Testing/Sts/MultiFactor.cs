namespace RoleChaining.Testing;

/// <summary>https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html</summary>
internal static class MultiFactor
{
    /// <summary>Checks a code; the user is null for a session, which has no device.</summary>
    public static void Check(string? serialNumber, string? tokenCode, LocalUser? user, DateTimeOffset now)
    {
        if (serialNumber is null || tokenCode is null)
        {
            throw Failed(", must provide both MFA serial number and one time pass code.");
        }

        bool isOwn = user is not null && string.Equals(serialNumber, user.MfaSerial, StringComparison.Ordinal);
        MfaResult result = isOwn ? user!.Mfa.TryUse(tokenCode, now) : MfaResult.Locked;
        if (result == MfaResult.Locked)
        {
            throw Failed(", unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.");
        }

        if (result == MfaResult.Wrong)
        {
            throw Failed(" with invalid MFA one time pass code. ");
        }
    }

    private static ServiceError Failed(string how) => new(403, "AccessDenied", "MultiFactorAuthentication failed" + how);
}
