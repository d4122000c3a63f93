using RoleChaining.Text;

namespace RoleChaining.Planning;

/// <summary>The rules of where STS is called: regions, endpoint and the partition that all of a chain is in.</summary>
internal static class EndpointRules
{
    public static void Check(RoleChainOptions options, string? partition, ChainErrors errors)
    {
        CheckRegion(options.Region, nameof(options.Region), partition, errors);
        CheckFailover(options, partition, errors);
        if (options.StsEndpoint is not { } endpoint)
        {
            return;
        }

        if (FindEndpointError(endpoint) is { } error)
        {
            errors.Add(nameof(options.StsEndpoint), error);
        }
        else if (new Uri(endpoint) is { IsLoopback: false } uri && uri.Scheme == Uri.UriSchemeHttp)
        {
            errors.Add(
                nameof(options.StsEndpoint),
                $"is {Quoted.Text(endpoint)}, which sends session keys unencrypted to another machine; write https");
        }

        (string Name, bool? Value)[] kinds =
        [
            (nameof(options.UseFipsEndpoint), options.UseFipsEndpoint),
            (nameof(options.UseDualStackEndpoint), options.UseDualStackEndpoint),
        ];
        foreach ((string name, _) in kinds.Where(kind => kind.Value == true))
        {
            errors.Add(name, "is true, but StsEndpoint names the endpoint already; leave one of them out");
        }
    }

    public static void CheckRegion(string? region, string property, string? partition, ChainErrors errors)
    {
        if (region is null)
        {
            return;
        }

        if (!IsRegion(region))
        {
            errors.Add(property, $"is {Quoted.Text(region)}, which is no region's name; write one such as \"eu-west-1\"");
            return;
        }

        if (partition is not null && PartitionRegions.FindOther(region, partition) is { } regionPartition)
        {
            errors.Add(
                property,
                $"is \"{region}\", a region of partition {regionPartition}, but the roles are in {partition}; name a region of {partition}");
        }
    }

    private static void CheckFailover(RoleChainOptions options, string? partition, ChainErrors errors)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        for (int i = 0; i < options.FailoverRegions.Count; i++)
        {
            string property = $"{nameof(options.FailoverRegions)}[{i}]";
            string region = options.FailoverRegions[i] ?? "";
            CheckRegion(region, property, partition, errors);
            if (region == options.Region)
            {
                errors.Add(property, $"is \"{region}\", which is Region itself; name another region or remove it");
            }
            else if (!seen.Add(region))
            {
                errors.Add(property, $"is {Quoted.Text(region)}, which is listed before; remove it");
            }
        }

        if (options.StsEndpoint is not null && options.FailoverRegions.Count > 0)
        {
            errors.Add(
                nameof(options.FailoverRegions),
                $"has {options.FailoverRegions.Count} region(s), but StsEndpoint names the only endpoint that is called; leave one of them out");
        }
    }

    /// <summary>What is wrong with an address, as the end of a sentence. The address is not shown where it may hold a password.</summary>
    public static string? FindEndpointError(string endpoint)
    {
        const string Advice = "write an absolute address such as \"https://vpce-1a2b.sts.eu-west-1.vpce.amazonaws.com\"";
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? uri)
            || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
        {
            string shown = endpoint.Contains('@', StringComparison.Ordinal) ? "" : $"{Quoted.Text(endpoint)}, ";
            return $"is {shown}no http or https address; {Advice}";
        }

        return uri.UserInfo.Length > 0 ? $"holds a user name or password, which STS does not use; {Advice}"
            : uri.Query.Length > 0 || uri.Fragment.Length > 0 ? $"has a query or a fragment after the address; {Advice}"
            : null;
    }

    // us-east-1, us-gov-west-1, eusc-de-east-1: the shape and not a list, because AWS adds regions more often than libraries are updated.
    private static bool IsRegion(string text) =>
        text.Split('-') is [_, _, ..] groups
        && groups.Length is 3 or 4
        && groups[^1] is { Length: 1 or 2 } number && number.All(char.IsAsciiDigit)
        && groups[..^1].All(group => group.Length >= 2 && group.All(char.IsAsciiLetterLower));
}
