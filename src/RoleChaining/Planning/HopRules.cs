using RoleChaining.Text;

namespace RoleChaining.Planning;

/// <summary>
/// The rules of one hop, by the limits of the
/// <see href="https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html">AssumeRole API</see>.
/// </summary>
internal static class HopRules
{
    public static void Check(RoleHopOptions? hop, HopContext context)
    {
        ChainErrors errors = context.Errors;
        if (hop is null)
        {
            errors.Add(nameof(hop.RoleArn), "is missing, because the hop is null; write a hop or remove the entry");
            return;
        }

        RoleArn? role = CheckRole(hop.RoleArn, context);
        CheckSessionName(hop.SessionName, errors);
        CheckDuration(hop.Duration, context);
        CheckText(hop.ExternalId, TextRule.ExternalId, nameof(hop.ExternalId), errors, secret: true);
        CheckSourceIdentity(hop.SourceIdentity, context);
        TagRules.Check(hop.Tags, context);
        SessionPolicyRules.Check(hop, role, errors);
        CheckMfa(hop, context);
        ProvidedContextRules.Check(hop.ProvidedContexts, errors);
        if (hop is { ProvidedContextsProvider: not null, ProvidedContexts.Count: > 0 })
        {
            errors.Add(nameof(hop.ProvidedContextsProvider), "is set, and so is ProvidedContexts; keep one of them");
        }

        EndpointRules.CheckRegion(hop.Region, nameof(hop.Region), context.Partition, errors);
        if (context.CallerIsSession)
        {
            ChainedHopRules.Check(context.Number, hop.Duration, hop.MfaSerialNumber, errors);
        }
    }

    private static RoleArn? CheckRole(string? text, HopContext context)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            context.Errors.Add(
                nameof(RoleHopOptions.RoleArn),
                "is missing; write the role's ARN, such as \"arn:aws:iam::123456789012:role/Name\"");
            return null;
        }

        if (SessionRules.RoleError(text) is { } error)
        {
            context.Errors.Add(nameof(RoleHopOptions.RoleArn), error);
            return null;
        }

        RoleArn role = RoleArn.Parse(text);
        if (context.Partition is { } partition && role.Partition != partition)
        {
            context.Errors.Add(
                nameof(RoleHopOptions.RoleArn),
                $"is {Quoted.Text(text)}, a role of partition {role.Partition}, but the chain began in {partition}; "
                + "no role can be assumed across partitions: build one chain for each");
        }

        return role;
    }

    private static void CheckSessionName(string? name, ChainErrors errors)
    {
        foreach (string error in name is null ? [] : SessionRules.NameErrors(name))
        {
            errors.Add(nameof(RoleHopOptions.SessionName), error);
        }
    }

    private static void CheckText(string? value, TextRule rule, string property, ChainErrors errors, bool secret = false)
    {
        if (value is not null)
        {
            rule.Check(value, property, errors, secret);
        }
    }

    private static void CheckDuration(TimeSpan? duration, HopContext context)
    {
        foreach (string error in duration is { } given ? SessionRules.DurationErrors(given, context.CallerIsSession) : [])
        {
            context.Errors.Add(nameof(RoleHopOptions.Duration), error);
        }
    }

    private static void CheckSourceIdentity(string? identity, HopContext context)
    {
        if (identity is null)
        {
            return;
        }

        CheckText(identity, TextRule.SourceIdentity, nameof(RoleHopOptions.SourceIdentity), context.Errors);
        if (identity.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
        {
            context.Errors.Add(
                nameof(RoleHopOptions.SourceIdentity),
                $"is {Quoted.Text(identity)}; the prefix \"aws:\" is AWS's own: choose another");
        }

        if (context.Inherited.SourceIdentity is { } inherited && inherited != identity)
        {
            context.Errors.Add(
                nameof(RoleHopOptions.SourceIdentity),
                $"is {Quoted.Text(identity)}, but {context.Inherited.SourceIdentityOrigin} has set {Quoted.Text(inherited)}, "
                + "which AWS keeps for all later hops; leave it out here");
        }
    }

    private static void CheckMfa(RoleHopOptions hop, HopContext context)
    {
        CheckText(hop.MfaSerialNumber, TextRule.MfaSerialNumber, nameof(hop.MfaSerialNumber), context.Errors);
        if (hop.MfaSerialNumber is not null && hop.MfaTokenProvider is null)
        {
            context.Errors.Add(
                nameof(hop.MfaSerialNumber),
                $"is {Quoted.Text(hop.MfaSerialNumber)}, but there is no MfaTokenProvider to give its codes; set one in code");
        }

        if (hop.MfaSerialNumber is null && hop.MfaTokenProvider is not null)
        {
            context.Errors.Add(nameof(hop.MfaTokenProvider), "is set, but MfaSerialNumber is not; name the MFA device");
        }
    }
}
