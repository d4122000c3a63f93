namespace RoleChaining.Planning;

/// <summary>The rules of what a chain begins with.</summary>
internal static class SourceRules
{
    public static void Check(RoleChainOptions options, RoleChainSourceOptions source, ChainErrors errors)
    {
        if (options.SourceProfile is { } profile && string.IsNullOrWhiteSpace(profile))
        {
            errors.Add(nameof(options.SourceProfile), "is blank; name a profile, or leave it out for the AWS SDK's default credentials");
        }

        if (options.Profile is { } followed && string.IsNullOrWhiteSpace(followed))
        {
            errors.Add(nameof(options.Profile), "is blank; name a profile to follow, or leave it out");
        }

        // A profile that is followed may turn out to have credentials and no role.
        if (!options.UseSourceDirectly && options.Hops.Count == 0 && string.IsNullOrWhiteSpace(options.Profile))
        {
            errors.Add(
                nameof(options.Hops),
                "has no hop; assume at least one role, or set UseSourceDirectly to true to use the source's credentials as they are");
        }

        if (source.WebIdentity is { } webIdentity)
        {
            WebIdentityRules.Check(webIdentity, errors);
        }

        // The other options of the source describe what is there. They are sent to nobody, so AWS's limits are not checked.
        ChainErrors sourceErrors = errors.ForPart("Source");
        if (source.SourceIdentity is { } identity && string.IsNullOrWhiteSpace(identity))
        {
            sourceErrors.Add(nameof(source.SourceIdentity), "is blank; write the source's identity, or leave it out");
        }

        for (int i = 0; i < source.InheritedTransitiveTagKeys.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(source.InheritedTransitiveTagKeys[i]))
            {
                sourceErrors.Add($"{nameof(source.InheritedTransitiveTagKeys)}[{i}]", "is blank; write the tag's key");
            }
        }
    }
}
