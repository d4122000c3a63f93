namespace RoleChaining;

/// <summary>An OpenID Connect provider of an account.</summary>
/// <param name="Arn">Such as <c>arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com</c>.</param>
/// <param name="Audiences">The client ids that it accepts.</param>
public sealed record IamOidcProvider(string Arn, IReadOnlyList<string> Audiences)
{
    /// <summary>The 12 digits of the account.</summary>
    public string AccountId => Arn.Split(':') is [_, _, _, _, var account, ..] ? account : "";

    /// <summary>The issuer's URL.</summary>
    public string Issuer => "https://" + Arn[(Arn.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
