using Microsoft.AspNetCore.DataProtection;

namespace RoleChaining.Fuzzing;

/// <summary>Lets bytes through as they are, so that what is inside an envelope is reached.</summary>
internal sealed class NoProtection : IDataProtectionProvider, IDataProtector
{
    public IDataProtector CreateProtector(string purpose) => this;

    public byte[] Protect(byte[] plaintext) => plaintext;

    public byte[] Unprotect(byte[] protectedData) => protectedData;
}
