using System.Text.Json.Nodes;

namespace RoleChaining.Generating;

/// <summary>Writes the file of the local STS. See its form in the README of RoleChaining.Testing.</summary>
internal static class LocalFileWriter
{
    // Wherever the source's session is from on AWS, the local STS serves it as a container's.
    private const string ContainerTrust = """
        {
          "Version": "2012-10-17",
          "Statement": [
            {
              "Sid": "AllowContainers",
              "Effect": "Allow",
              "Principal": { "Service": "ecs-tasks.amazonaws.com" },
              "Action": "sts:AssumeRole"
            }
          ]
        }
        """;

    public static string Write(ChainPolicies policies)
    {
        JsonObject root = [];
        if (policies.Source is { IsUser: true } source)
        {
            root["users"] = new JsonArray(CreateUser(policies, source));
        }

        List<JsonNode> roles = [];
        if (policies.Source.Principal is { Type: IamPrincipalType.AssumedRole } session)
        {
            roles.Add(new JsonObject
            {
                ["arn"] = session.PrincipalArn,
                ["trust"] = JsonNode.Parse(ContainerTrust),
                ["policies"] = Policies(policies, session.PrincipalArn),
            });
        }

        // A role that the chain comes to twice trusts both callers.
        foreach (IGrouping<RoleArn, HopPolicies> role in policies.Hops.GroupBy(hop => hop.Hop.RoleArn))
        {
            JsonObject node = new()
            {
                ["arn"] = role.Key.ToString(),
                ["trust"] = PolicyNodes.Create(Renumber([.. role.SelectMany(hop => hop.TrustStatements)])),
                ["policies"] = Policies(policies, role.Key.ToString()),
            };
            if (MaxSession.Find(role) is { } seconds)
            {
                node["maxSessionDuration"] = seconds;
            }

            roles.Add(node);
        }

        root["roles"] = new JsonArray([.. roles]);
        return JsonText.Write(root);
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
        Dictionary<string, int> seen = [];
        return [.. statements.Select(statement =>
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
