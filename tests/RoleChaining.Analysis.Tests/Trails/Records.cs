using System.Globalization;
using System.Text.Json.Nodes;

namespace RoleChaining.Trails;

/// <summary>Records in the shapes that AWS documents, with made-up accounts.</summary>
internal static class Records
{
    public static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static string Time(double minutes) => Start.AddMinutes(minutes).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string User(string name, string account, string key) => $$"""
        { "type": "IAMUser", "principalId": "AIDA{{name}}", "arn": "arn:aws:iam::{{account}}:user/{{name}}", "accountId": "{{account}}",
          "accessKeyId": "{{key}}", "userName": "{{name}}" }
        """;

    /// <summary>A session of a role; without a creation date where that is null.</summary>
    public static string Session(string role, string name, string account, string? key, double? created, string more = "") => $$"""
        { "type": "AssumedRole", "principalId": "AROA{{role}}:{{name}}", "arn": "arn:aws:sts::{{account}}:assumed-role/{{role}}/{{name}}",
          "accountId": "{{account}}", {{(key is null ? "" : $"\"accessKeyId\": \"{key}\",")}} {{more}}
          "sessionContext": { "sessionIssuer": { "type": "Role", "principalId": "AROA{{role}}", "arn": "arn:aws:iam::{{account}}:role/{{role}}",
            "accountId": "{{account}}", "userName": "{{role}}" }, "webIdFederationData": {},
            "attributes": { {{(created is { } minutes ? $"\"creationDate\": \"{Time(minutes)}\"," : "")}} "mfaAuthenticated": "false" } } }
        """;

    /// <summary>A call of AssumeRole that succeeded.</summary>
    public static string Assume(double minutes, string caller, string role, string name, string account, string key, string more = "") => $$"""
        { "eventVersion": "1.08", "userIdentity": {{caller}}, "eventTime": "{{Time(minutes)}}", "eventSource": "sts.amazonaws.com",
          "eventName": "AssumeRole", "awsRegion": "eu-west-1", "sourceIPAddress": "192.0.2.7", "userAgent": "aws-cli/2.31.0",
          "requestParameters": { "roleArn": "arn:aws:iam::{{account}}:role/{{role}}", "roleSessionName": "{{name}}" },
          "responseElements": { "credentials": { "accessKeyId": "{{key}}", "sessionToken": "SECRET-TOKEN", "expiration": "{{Expires(minutes)}}" },
            "assumedRoleUser": { "assumedRoleId": "AROA{{role}}:{{name}}", "arn": "arn:aws:sts::{{account}}:assumed-role/{{role}}/{{name}}" } },
          "requestID": "request-{{key}}-{{minutes}}", "eventID": "event-{{key}}-{{minutes}}", "readOnly": true, "eventType": "AwsApiCall",
          {{more}} "recipientAccountId": "{{account}}", "eventCategory": "Management" }
        """;

    public static string Call(double minutes, string caller, string service, string action, string id, string? error = null) => $$"""
        { "eventVersion": "1.11", "userIdentity": {{caller}}, "eventTime": "{{Time(minutes)}}", "eventSource": "{{service}}.amazonaws.com",
          "eventName": "{{action}}", "awsRegion": "eu-west-1", {{(error is null ? "" : $"\"errorCode\": \"{error}\", \"errorMessage\": \"no\",")}}
          "requestParameters": { "bucketName": "orders", "Host": "orders.s3.amazonaws.com", "deep": [ { "eventName": "no" }, [ 1, 2, [ 3 ] ] ] },
          "responseElements": null, "requestID": "request-{{id}}", "eventID": "{{id}}", "recipientAccountId": "333333333333" }
        """;

    public static string File(params IEnumerable<string> records) => $$"""{ "Records": [ {{string.Join(",\n", records)}} ] }""";

    /// <summary>On one line, as in JSON lines.</summary>
    public static string Line(string record) => JsonNode.Parse(record)!.ToJsonString();

    public static Task<TrailIndex> ReadAsync(params IEnumerable<string> records) => ReadFileAsync(File(records));

    public static async Task<TrailIndex> ReadFileAsync(string text, TrailReadOptions? options = null)
    {
        using TemporaryFolder folder = new();
        return await TrailIndex.ReadAsync(
            [folder.Write("trail.json", text)], options ?? new(), cancellationToken: TestContext.Current.CancellationToken);
    }

    private static string Expires(double minutes) =>
        Start.AddMinutes(minutes + 60).ToString("MMM d, yyyy, h:mm:ss tt", CultureInfo.InvariantCulture);
}
