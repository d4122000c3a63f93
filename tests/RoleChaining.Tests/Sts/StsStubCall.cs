namespace RoleChaining.Sts;

/// <summary>One request that reached the stub.</summary>
internal sealed record StsStubCall(string Region, Dictionary<string, string> Form, Dictionary<string, string> Headers, Thread Thread)
{
    public string? Signer => Headers.TryGetValue("Authorization", out string? header) ? header.Split("Credential=")[1].Split('/')[0] : null;
}
