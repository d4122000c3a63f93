using System.Text.Json;

namespace RoleChaining.Testing;

/// <summary>https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html</summary>
internal static class CloudTrailIdentity
{
    public static void Write(Utf8JsonWriter json, TrailDetail detail, bool asOwner)
    {
        if (detail.WebIdentity is { } web)
        {
            json.WriteString("type", "WebIdentityUser");
            json.WriteString("principalId", $"{web.ProviderArn}:{web.Audience}:{web.Subject}");
            json.WriteString("userName", web.Subject);
            json.WriteString("identityProvider", web.ProviderArn);
            return;
        }

        Caller caller = detail.Caller!;
        if (asOwner)
        {
            // Another account's caller is known to the role's account by little more than its account.
            json.WriteString("type", "AWSAccount");
            json.WriteString("principalId", caller.UserId);
            json.WriteString("accountId", caller.AccountId);
            return;
        }

        json.WriteString("type", caller.IsRoot ? "Root" : caller.IsRoleSession ? "AssumedRole" : "IAMUser");
        json.WriteString("principalId", caller.UserId);
        json.WriteString("arn", caller.Arn);
        json.WriteString("accountId", caller.AccountId);
        json.WriteString("accessKeyId", caller.AccessKeyId);
        if (caller.UserName is { } userName)
        {
            json.WriteString("userName", userName);
        }

        if (caller.Session is { } session)
        {
            WriteSession(json, session);
        }
    }

    private static void WriteSession(Utf8JsonWriter json, IssuedSession session)
    {
        json.WriteStartObject("sessionContext");
        if (session.Role is { } role)
        {
            json.WriteStartObject("sessionIssuer");
            json.WriteString("type", "Role");
            json.WriteString("principalId", role.RoleId);
            json.WriteString("arn", role.Arn);
            json.WriteString("accountId", role.AccountId);
            json.WriteString("userName", role.Name);
            json.WriteEndObject();
        }

        json.WriteStartObject("webIdFederationData");
        if (session.FederatedProvider is { } provider)
        {
            json.WriteString("federatedProvider", provider);
            json.WriteStartObject("attributes");
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("attributes");
        json.WriteString("creationDate", CloudTrail.Iso(session.IssuedAt));
        json.WriteString("mfaAuthenticated", session.MultiFactorAt is null ? "false" : "true");
        json.WriteEndObject();
        if (session.SourceIdentity is { } sourceIdentity)
        {
            json.WriteString("sourceIdentity", sourceIdentity);
        }

        json.WriteEndObject();
    }
}
