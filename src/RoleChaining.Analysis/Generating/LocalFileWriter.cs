using System.Text.Json.Nodes;

namespace RoleChaining.Generating;

/// <summary>Writes the file of the local STS. See its form in the README of RoleChaining.Testing.</summary>
internal static class LocalFileWriter
{
    // Wherever the source's session is from on AWS, the local STS serves it as a container's.
    private const string AllowContainers = """
        {
          "Sid": "AllowContainers",
          "Effect": "Allow",
          "Principal": { "Service": "ecs-tasks.amazonaws.com" },
          "Action": "sts:AssumeRole"
        }
        """;

    public static string Write(ChainPolicies policies)
    {
        JsonObject root = [];
        if (policies.Source is { IsUser: true } source)
        {
            root["users"] = new JsonArray(CreateUser(policies, source));
        }

        // A role that the chain comes to twice, or comes back to, trusts all who begin or call.
        IEnumerable<string> roles = policies.Hops.Select(hop => hop.Hop.RoleArn.ToString());
        root["roles"] = new JsonArray(
            [.. (policies.Source.IsRole ? roles.Prepend(policies.Source.PrincipalArn) : roles).Distinct().Select(role => CreateRole(policies, role))]);
        return JsonText.Write(root);
    }

    private static JsonObject CreateRole(ChainPolicies policies, string role)
    {
        HopPolicies[] hops = [.. policies.Hops.Where(hop => hop.Hop.RoleArn.ToString() == role)];
        JsonObject trust = PolicyNodes.Create(Renumber([.. hops.SelectMany(hop => hop.TrustStatements)]));
        if (policies.Source.IsRole && policies.Source.PrincipalArn == role)
        {
            trust["Statement"]!.AsArray().Insert(0, JsonNode.Parse(AllowContainers));
        }

        JsonObject node = new() { ["arn"] = role, ["trust"] = trust, ["policies"] = Policies(policies, role) };
        if (MaxSession.Find(hops) is { } seconds)
        {
            node["maxSessionDuration"] = seconds;
        }

        return node;
    }

    private static JsonObject CreateUser(ChainPolicies policies, ChainSource source)
    {
        JsonObject user = new()
        {
            ["account"] = source.AccountId,
            ["name"] = source.PrincipalArn[(source.PrincipalArn.IndexOf(":user/", StringComparison.Ordinal) + ":user/".Length)..],
        };
        if (source.Partition != "aws")
        {
            user["partition"] = source.Partition; // the default of the form is aws
        }

        user["policies"] = Policies(policies, source.PrincipalArn);
        return user;
    }

    /// <summary>Sids that are there twice get a number.</summary>
    public static IReadOnlyList<PolicyStatement> Renumber(IReadOnlyList<PolicyStatement> statements)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        List<PolicyStatement> numbered = [];
        foreach (PolicyStatement statement in statements)
        {
            string sid = FreeName.Find(statement.Sid, seen.Contains);
            seen.Add(sid);
            numbered.Add(statement with { Sid = sid });
        }

        return numbered;
    }

    private static JsonArray Policies(ChainPolicies policies, string callerArn)
    {
        PolicyStatement[] statements = [.. policies.Hops.Where(hop => hop.CallerArn == callerArn).SelectMany(hop => hop.CallerStatements)];
        return statements.Length == 0 ? new JsonArray() : new JsonArray(PolicyNodes.Create(Renumber(statements)));
    }
}
