using Amazon;
using RoleChaining.Text;

namespace RoleChaining.Tool.SignIn;

/// <summary>The page at which a console opens.</summary>
internal static class ConsolePage
{
    /// <summary>Services whose console has no region.</summary>
    private static readonly string[] Global = ["iam", "route53", "globalaccelerator", "trustedadvisor", "directconnect"];

    /// <summary>Services whose console has another name than their commands.</summary>
    private static readonly Dictionary<string, string> Paths = new(StringComparer.Ordinal)
    {
        ["dynamodb"] = "dynamodbv2", ["stepfunctions"] = "states", ["ssm"] = "systems-manager", ["sso"] = "singlesignon",
    };

    public static string OfService(string service, ConsolePartition partition, string? region)
    {
        if (service.Length == 0 || !service.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            throw new UsageException($"--service is \"{service}\"; write the service's name in the console's address, such as s3 or ec2.");
        }

        string path = Paths.GetValueOrDefault(service, service);
        return Global.Contains(path) || region is null
            ? $"{partition.Console(null)}/{path}/home"
            : $"{partition.Console(region)}/{path}/home?region={region}";
    }

    public static string OfResource(string arn, ConsolePartition partition)
    {
        if (ArnParts.Split(arn) is not { Service.Length: > 0, Resource.Length: > 0 } parts || !ArnParts.IsPartition(parts.Partition))
        {
            throw new UsageException($"--arn is \"{arn}\", which is no ARN: arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE.");
        }

        return parts.Partition == partition.Name
            ? $"{partition.Console(null)}/go/view?arn={Uri.EscapeDataString(arn)}"
            : throw new UsageException($"--arn is of partition \"{parts.Partition}\"; the chain's role is in \"{partition.Name}\".");
    }

    public static string OfAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? url) && url.Scheme == Uri.UriSchemeHttps && url.UserInfo.Length == 0
            ? url.AbsoluteUri
            : throw new UsageException("--destination is no address of a page: https://...");

    public static string Home(ConsolePartition partition, string? region) =>
        $"{partition.Console(region)}/console/home{(region is null ? "" : $"?region={region}")}";

    /// <summary>Whether the region is one of the partition. It becomes a part of a host.</summary>
    public static bool IsOf(string region, ConsolePartition partition) =>
        region.Count('-') >= 2 && region.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && char.IsAsciiLetterLower(region[0]) && char.IsAsciiDigit(region[^1])
        && RegionEndpoint.GetBySystemName(region).PartitionName == partition.Name;
}
