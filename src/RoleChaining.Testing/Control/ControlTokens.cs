using System.Globalization;
using System.Text.Json.Nodes;

namespace RoleChaining.Testing;

/// <summary>
/// <c>tokens</c>: web identity tokens with any claims. GET with <c>audience</c> answers as the token service of GitHub Actions does:
/// https://docs.github.com/en/actions/reference/security/oidc#methods-for-requesting-the-oidc-token
/// </summary>
internal sealed class ControlTokens(LocalSts sts)
{
    private const int DefaultLifetime = 3600;

    public WireResponse Issue(ControlRequest request)
    {
        string? issuer = request.Query("issuer");
        string? account = request.Query("account");
        string? subject = request.Query("subject");
        string? audience = request.Query("audience");
        request.RefuseUnknown();
        return request.Read(body =>
        {
            issuer = body.OptionalText("issuer") ?? issuer;
            account = body.OptionalText("account") ?? account;
            JsonObject claims = body.OptionalElement("claims") is { } given ? JsonObject.Create(given.Clone())! : [];
            if ((body.OptionalText("subject") ?? subject) is { } sub)
            {
                claims["sub"] = sub;
            }

            if ((body.OptionalText("audience") ?? audience) is { } aud)
            {
                claims["aud"] = aud;
            }

            TimeSpan lifetime = body.Duration("lifetime") ?? TimeSpan.FromSeconds(DefaultLifetime);
            LocalOidcProvider provider = FindProvider(issuer, account);
            string token = provider.IssueToken(claims, lifetime);
            return ControlAnswer.Json(200, json =>
            {
                json.WriteString("value", token);
                json.WriteString("issuer", provider.Issuer);
                json.WriteString("providerArn", provider.Arn);
            });
        });
    }

    private LocalOidcProvider FindProvider(string? issuer, string? account)
    {
        LocalOidcProvider[] all = [.. sts.OidcProviders];
        LocalOidcProvider[] found = [.. all.Where(provider => (issuer is null || provider.Issuer == issuer.TrimEnd('/'))
            && (account is null || provider.AccountId == account))];
        return found switch
        {
            [var only] => only,
            [] when all.Length == 0 => throw new ControlError(404, "There is no OpenID Connect provider; add one to oidcProviders."),
            [] => throw new ControlError(404, $"There is no such provider; there are {List(all)}."),
            _ => throw new ControlError(
                400, string.Create(CultureInfo.InvariantCulture, $"Name one of {found.Length} providers by issuer or account: {List(found)}.")),
        };
    }

    private static string List(LocalOidcProvider[] providers) => string.Join(", ", providers.Select(provider => provider.Arn));
}
