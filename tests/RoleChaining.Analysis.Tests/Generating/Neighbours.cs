using System.Text.Json.Nodes;

namespace RoleChaining.Generating;

/// <summary>A chain up to a hop, which differs from another in what one condition of that hop is about.</summary>
internal static class Neighbours
{
    private const string Twin = "-twin";

    /// <summary>The accounts with a twin of the hop's caller in its place, where the neighbour is another caller.</summary>
    public static string Admit(string accounts, RoleChainOptions neighbour, int number, string key)
    {
        if (key != "aws:PrincipalArn")
        {
            return accounts;
        }

        JsonNode root = JsonNode.Parse(accounts)!;
        if (number == 1)
        {
            root["users"]![0]!["name"] = "teams/mallory";
            return root.ToJsonString();
        }

        string twin = neighbour.Hops[number - 2].RoleArn!;
        string original = twin[..^Twin.Length];
        root["roles"]!.AsArray().Single(role => role!["arn"]!.ToString() == original)!["arn"] = twin;
        return root.ToJsonString().Replace($"\"Resource\":\"{original}\"", $"\"Resource\":\"{twin}\"", StringComparison.Ordinal);
    }

    public static RoleChainOptions Create(RoleChainOptions options, int number, string key)
    {
        while (options.Hops.Count > number)
        {
            options.Hops.RemoveAt(number);
        }

        RoleHopOptions hop = options.Hops[number - 1];
        switch (key)
        {
            case "sts:ExternalId":
                hop.ExternalId = "another";
                break;
            case "sts:RoleSessionName":
                hop.SessionName = "another";
                break;
            case "sts:SourceIdentity":
                RoleHopOptions setter = options.Hops.First(earlier => earlier.SourceIdentity is not null);
                setter.SourceIdentity = "mallory";
                break;
            case "aws:MultiFactorAuthPresent":
                hop.MfaSerialNumber = null;
                break;
            case "aws:PrincipalArn":
                if (number > 1)
                {
                    options.Hops[number - 2].RoleArn += Twin;
                }
                else if (hop.MfaSerialNumber is not null)
                {
                    hop.MfaSerialNumber = "arn:aws:iam::111111111111:mfa/mallory";
                }

                break;
            case "aws:TagKeys":
                hop.Tags.Add("Further", "tag");
                break;
            case "sts:TransitiveTagKeys":
                SessionTag changed = hop.Tags.FirstOrDefault(tag => !tag.Transitive) ?? hop.Tags[0];
                changed.Transitive = !changed.Transitive;
                break;
            case var tag when tag.StartsWith("aws:RequestTag/", StringComparison.Ordinal):
                hop.Tags.First(passed => passed.Key == tag["aws:RequestTag/".Length..]).Value = "another";
                break;
            default:
                throw new ArgumentException($"No neighbour differs in {key}.", nameof(key));
        }

        return options;
    }
}
