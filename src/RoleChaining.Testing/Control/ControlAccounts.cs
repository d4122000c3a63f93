using System.Text;

namespace RoleChaining.Testing;

/// <summary><c>accounts</c>, <c>roles</c>, <c>sessions</c> and <c>clock</c>: the world that the server decides by.</summary>
internal sealed class ControlAccounts(LocalSts sts)
{
    /// <summary>Adds what a configuration file has, and tells the keys of its users.</summary>
    public WireResponse Load(ControlRequest request)
    {
        request.RefuseUnknown();
        HashSet<LocalUser> before = [.. sts.Users];
        sts.Load(Encoding.UTF8.GetString(request.Body.Span));
        return ControlAnswer.Json(201, json =>
        {
            json.WriteStartArray("users");
            foreach (LocalUser user in sts.Users.Where(user => !before.Contains(user)))
            {
                json.WriteStartObject();
                json.WriteString("arn", user.Arn);
                json.WriteString("accessKeyId", user.AccessKeyId);
                json.WriteString("secretAccessKey", user.SecretAccessKey);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>Gives a role another trust policy, other policies, or both.</summary>
    public WireResponse ChangeRole(ControlRequest request)
    {
        LocalRole role = FindRole(request);
        (string? trust, IReadOnlyList<string>? policies) = request.Read(body => (body.OptionalJson("trust"), body.Policies("policies")));
        if (trust is null && policies is null)
        {
            throw new ControlError(400, "The request has neither trust nor policies.");
        }

        PolicySet? parsed = policies is null ? null : PolicySet.Parse(policies, nameof(policies));
        if (trust is not null)
        {
            role.TrustPolicy = trust;
        }

        if (parsed is not null)
        {
            role.Policies = parsed.Texts;
        }

        return ControlAnswer.Done();
    }

    public WireResponse RemoveRole(ControlRequest request)
    {
        sts.RemoveRole(FindRole(request).Arn);
        return ControlAnswer.Done();
    }

    /// <summary>Ends a session, by its access key id.</summary>
    public WireResponse RevokeSession(ControlRequest request)
    {
        request.RefuseUnknown();
        string accessKeyId = request.Id ?? throw new ControlError(400, "Name the session by its access key id: sessions/ASIA...");
        return sts.RevokeSession(accessKeyId) ? ControlAnswer.Done() : throw new ControlError(404, $"There is no session {accessKeyId}.");
    }

    public WireResponse SetClock(ControlRequest request)
    {
        request.Read(body => ClockSettings.Read(sts, body))();
        return Clock(request);
    }

    public WireResponse Clock(ControlRequest request)
    {
        request.RefuseUnknown();
        LocalClock clock = sts.Engine.Clock;
        return ControlAnswer.Json(200, json =>
        {
            json.WriteString("now", clock.Now);
            json.WriteNumber("offset", clock.Offset.TotalSeconds);
            json.WriteNumber("propagationDelay", clock.PropagationDelay.TotalSeconds);
            json.WriteNumber("sessionLifetime", sts.SessionLifetimeCap?.TotalSeconds ?? 0);
        });
    }

    private LocalRole FindRole(ControlRequest request)
    {
        string arn = request.Query("arn") ?? throw new ControlError(400, "Name the role: roles?arn=...");
        request.RefuseUnknown();
        return sts.Roles.FirstOrDefault(role => role.Arn == arn) ?? throw new ControlError(404, $"There is no role {arn}.");
    }
}
