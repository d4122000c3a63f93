namespace RoleChaining.Testing;

/// <summary><c>AKIA…/20260101/us-east-1/sts/aws4_request</c></summary>
internal sealed record CredentialScope(string AccessKeyId, string Date, string Region, string Service, string Terminator)
{
    public string Scope => $"{Date}/{Region}/{Service}/{Terminator}";

    public static CredentialScope? Parse(string text)
    {
        string[] parts = text.Split('/');
        return parts.Length == 5 && parts[0].Length > 0 ? new(parts[0], parts[1], parts[2], parts[3], parts[4]) : null;
    }
}
