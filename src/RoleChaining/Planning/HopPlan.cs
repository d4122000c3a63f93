using Amazon.SecurityToken.Model;

namespace RoleChaining.Planning;

/// <summary>Turns a hop's checked options into a hop of a plan.</summary>
internal static class HopPlan
{
    /// <summary>Copies the options to the bottom, and goes on to the next hop in <paramref name="inherited"/>.</summary>
    public static RoleHop Create(RoleHopOptions options, int number, Inheritance inherited)
    {
        IReadOnlyList<string> inheritedTagKeys = inherited.TagKeys;
        string? inheritedSourceIdentity = inherited.SourceIdentity;
        inherited.Pass(number, options.Tags, options.SourceIdentity);
        return new RoleHop
        {
            Number = number,
            RoleArn = RoleArn.Parse(options.RoleArn!),
            SessionName = options.SessionName ?? RoleChainDefaults.SessionName,
            Duration = options.Duration,
            ExternalId = options.ExternalId,
            SourceIdentity = options.SourceIdentity,
            Tags = [.. options.Tags.Select(tag => new SessionTag { Key = tag.Key, Value = tag.Value, Transitive = tag.Transitive })],
            Policy = options.Policy,
            PolicyArns = [.. options.PolicyArns],
            MfaSerialNumber = options.MfaSerialNumber,
            MfaTokenProvider = options.MfaTokenProvider,
            ProvidedContexts = [.. options.ProvidedContexts.Select(context =>
                new ProvidedContext { ProviderArn = context.ProviderArn, ContextAssertion = context.ContextAssertion })],
            Region = options.Region,
            InheritedTagKeys = inheritedTagKeys,
            InheritedSourceIdentity = inheritedSourceIdentity,
            RequiredActions = [.. RequiredActions(options, inheritedTagKeys, inheritedSourceIdentity)],
        };
    }

    // Inherited tags and an inherited source identity need the permission of every later hop, though it passes none itself.
    private static List<string> RequiredActions(
        RoleHopOptions options, IReadOnlyList<string> inheritedTagKeys, string? inheritedSourceIdentity)
    {
        List<string> actions = ["sts:AssumeRole"];
        if (options.Tags.Count > 0 || inheritedTagKeys.Count > 0)
        {
            actions.Add("sts:TagSession");
        }

        if (options.SourceIdentity is not null || inheritedSourceIdentity is not null)
        {
            actions.Add("sts:SetSourceIdentity");
        }

        if (options.ProvidedContexts.Count > 0)
        {
            actions.Add("sts:SetContext");
        }

        return actions;
    }
}
