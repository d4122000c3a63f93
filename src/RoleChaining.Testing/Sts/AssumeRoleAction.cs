using System.Globalization;

namespace RoleChaining.Testing;

/// <summary>https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html</summary>
internal sealed class AssumeRoleAction(LocalClock clock, IdentityDirectory directory, SessionIssuer issuer)
{
    private const int DefaultSeconds = 3600;
    private const int ChainedSeconds = 3600;

    public WireResponse Answer(Exchange exchange, Caller caller)
    {
        AssumeRoleInput input = AssumeRoleInput.Read(exchange.Parameters, exchange.Call.Tags, exchange.Call.TransitiveTagKeys);
        if (caller.IsRoot)
        {
            throw Denied("Roles may not be assumed by root accounts.", "the caller is a root user");
        }

        if (!Arn.TryParseRole(input.RoleArn, out Arn? arn) || arn.Partition != caller.Partition)
        {
            throw new ServiceError(400, "ValidationError", $"{input.RoleArn} is invalid");
        }

        TagParameters.CheckSet(input.Tags, input.TransitiveTagKeys);
        bool multiFactor = CheckMultiFactor(input, caller);

        // A role that is not there and one that does not trust the caller look the same, so that nobody can probe for names.
        LocalRole role = directory.FindRole(input.RoleArn, clock.Now)
            ?? throw Authorizer.Denied(caller, "sts:AssumeRole", input.RoleArn, "there is no such role");
        exchange.Trail = exchange.Trail! with { Role = role, MfaSerial = input.SerialNumber };
        SessionTags inherited = caller.TransitiveTags;
        string? sourceIdentity = input.SourceIdentity ?? caller.SourceIdentity;
        RequestContext context = new()
        {
            Principal = caller.Principal,
            Now = clock.Now,
            SourceIp = exchange.Request.SourceIp,
            Region = exchange.Call.Region,
            UserAgent = exchange.Request.Headers["User-Agent"],
            ResourceAccount = role.AccountId,
            ExternalId = input.ExternalId,
            SessionName = input.SessionName,
            SourceIdentity = sourceIdentity,
            MultiFactorNow = multiFactor,
            RequestTags = new(input.Tags),
            TransitiveTagKeys = caller.IsTemporary ? [.. input.TransitiveTagKeys, .. inherited.Keys] : input.TransitiveTagKeys,
            ResourceTags = role.Tags,
        };
        string decision = Authorizer.Demand(caller, role, "sts:AssumeRole", context);
        if (input.Tags.Count > 0 || inherited.Count > 0)
        {
            Authorizer.Demand(caller, role, "sts:TagSession", context);
        }

        if (sourceIdentity is not null)
        {
            DemandSourceIdentity(caller, role, context);
        }

        if (input.ContextProviderArns.Count > 0)
        {
            Authorizer.Demand(caller, role, "sts:SetContext", context);
        }

        if (caller.SourceIdentity is { } fixedIdentity && fixedIdentity != sourceIdentity)
        {
            throw Authorizer.Denied(
                caller, "sts:SetSourceIdentity", role.Arn, "the calling session has another source identity, and it cannot be changed");
        }

        CheckDuration(input.DurationSeconds, role, caller);
        TagParameters.CheckAgainstInherited(input.Tags, inherited);
        SessionTags tags = inherited.Count == 0 ? new(input.Tags) : new([.. inherited.Items, .. input.Tags]);
        int? packedSize = PackedPolicySize.Check(tags, input.Policy, input.PolicyArns);
        IamPolicy? sessionPolicy = directory.CheckSessionPolicies(input.Policy, input.PolicyArns, role.AccountId);

        IssuedCredentials issued = issuer.Issue(
            role.AccountId,
            TimeSpan.FromSeconds(input.DurationSeconds ?? DefaultSeconds),
            exchange.WireDate,
            session => session with
            {
                Role = role,
                SessionName = input.SessionName,
                IsOfLongTermKey = !caller.IsTemporary,
                Tags = tags,
                TransitiveTags = Transitive(input, inherited),
                SourceIdentity = sourceIdentity,
                Policy = sessionPolicy,
                PolicyArns = input.PolicyArns,
            });
        exchange.Call = exchange.Call with { Decision = decision, IssuedAccessKeyId = issued.AccessKeyId };
        exchange.Trail = exchange.Trail with
        {
            PackedPolicySize = packedSize,
            SourceIdentity = sourceIdentity,
            ExpiresAt = clock.Now + (issued.Expiration - exchange.WireDate),
        };
        return StsXml.Success("AssumeRole", exchange.RequestId, xml =>
        {
            StsXml.WriteCredentials(xml, issued);
            StsXml.WriteAssumedRoleUser(xml, role, input.SessionName);
            if (packedSize is { } percent)
            {
                StsXml.Write(xml, "PackedPolicySize", percent.ToString(CultureInfo.InvariantCulture));
            }

            if (sourceIdentity is not null)
            {
                StsXml.Write(xml, "SourceIdentity", sourceIdentity);
            }
        });
    }

    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining: it fails, it is not cut short.
    private static void CheckDuration(int? seconds, LocalRole role, Caller caller)
    {
        if (caller.IsTemporary && seconds > ChainedSeconds)
        {
            throw TooLong("1 hour session limit for roles assumed by role chaining.");
        }

        if (seconds > role.MaxSessionDuration.TotalSeconds)
        {
            throw TooLong("MaxSessionDuration set for this role.");
        }

        static ServiceError TooLong(string limit) => new(400, "ValidationError", "The requested DurationSeconds exceeds the " + limit);
    }

    // In a chain both sides must allow it, in one account too:
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
    private static void DemandSourceIdentity(Caller caller, LocalRole role, RequestContext context)
    {
        const string Action = "sts:SetSourceIdentity";
        Authorizer.Demand(caller, role, Action, context);
        bool isOwnAccount = caller.IsRoleSession && caller.AccountId == role.AccountId;
        if (isOwnAccount && !Authorizer.OwnPermission(caller, Action, role.Arn, context).IsAllowed)
        {
            throw Authorizer.Denied(caller, Action, role.Arn, $"the trust policy allows it, but no policy of {caller.PrincipalArn} does");
        }
    }

    private bool CheckMultiFactor(AssumeRoleInput input, Caller caller)
    {
        if (input.SerialNumber is null && input.TokenCode is null)
        {
            return false;
        }

        MultiFactor.Check(
            input.SerialNumber, input.TokenCode, caller.IsTemporary ? null : directory.FindUser(caller.AccessKeyId), clock.Now);
        return true;
    }

    private static SessionTags Transitive(AssumeRoleInput input, SessionTags inherited)
    {
        if (input.TransitiveTagKeys.Count == 0)
        {
            return inherited;
        }

        HashSet<string> keys = new(input.TransitiveTagKeys, StringComparer.OrdinalIgnoreCase);
        return new([.. inherited.Items, .. input.Tags.Where(tag => keys.Contains(tag.Key))]);
    }

    private static ServiceError Denied(string message, string because) =>
        new(403, "AccessDenied", message) { Decision = "Denied: " + because };
}
