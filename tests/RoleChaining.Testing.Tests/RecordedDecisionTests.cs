using System.Text.Json;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace RoleChaining.Testing;

/// <summary>
/// What AWS was recorded to decide on conditions, where the recordings are on the machine.
/// </summary>
public sealed class RecordedDecisionTests
{
    private const string Caller = "arn:aws:iam::222222222222:role/Caller";

    [Fact]
    public async Task The_local_STS_decides_as_AWS_was_recorded_to()
    {
        string? path = OpenCases.Find("recorded/vectors.jsonl");
        Assert.SkipWhen(path is null, "The recorded decisions (../shared/cases/recorded) are not on this machine.");
        List<string> differences = [];
        foreach (string line in File.ReadLines(path!))
        {
            using JsonDocument row = JsonDocument.Parse(line);
            string expected = row.RootElement.GetProperty("code").GetString()!;
            string actual = await DecideAsync(row.RootElement);
            if (actual != expected)
            {
                differences.Add($"{actual}: {line}");
            }
        }

        Assert.Empty(differences);
    }

    private static async Task<string> DecideAsync(JsonElement row)
    {
        bool isInTrust = row.GetProperty("place").GetString() == "trust";
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser user = sts.AddUser(The.HubAccount, "alice");
        sts.AddRole(The.Hub, isInTrust ? Document(row, Principal(user.Arn)) : Some.Trust("222222222222"));
        sts.AddRole(Caller, Some.Trust("222222222222"), The.MayDoAnything);
        try
        {
            AWSCredentials caller = user.Credentials;
            if (!isInTrust)
            {
                caller = await Some.SessionAsync(sts, caller, Caller, request => request.Policy = Document(row, "\"Resource\":\"*\""));
            }

            await Some.SessionAsync(sts, caller, The.Hub, request => request.Tags = [.. row.GetProperty("tags").EnumerateArray().Select(ToTag)]);
            return "Success";
        }
        catch (AmazonSecurityTokenServiceException exception)
        {
            return exception.ErrorCode;
        }
    }

    private static string Principal(string arn) => $$"""
        "Principal":{"AWS":"{{arn}}"}
        """;

    private static Tag ToTag(JsonElement tag) => new() { Key = tag.GetProperty("Key").GetString(), Value = tag.GetProperty("Value").GetString() };

    private static string Document(JsonElement row, string target)
    {
        bool denies = row.GetProperty("deny").GetBoolean();
        bool hasBase = denies || (row.TryGetProperty("base", out JsonElement value) && value.GetBoolean());
        string actions = $"\"Action\":[\"sts:AssumeRole\",\"sts:TagSession\"],{target}";
        string first = hasBase ? $"{{\"Effect\":\"Allow\",{actions}}}," : "";
        return $"{{\"Version\":\"{row.GetProperty("version").GetString()}\",\"Statement\":[{first}"
            + $"{{\"Effect\":\"{(denies ? "Deny" : "Allow")}\",{actions},\"Condition\":{row.GetProperty("condition").GetRawText()}}}]}}";
    }
}
