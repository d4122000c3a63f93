using System.Globalization;

namespace RoleChaining.Benchmarks.Policies;

/// <summary>
/// Account authorization details of a made-up organization: a hub account that a user and a build role come to, and accounts of fifty roles each
/// that trust the hub, services, each other or their own account.
/// </summary>
internal static class GeneratedOrganization
{
    public const int RolesInAccount = 50;
    public const string HubAccount = "100000000000";

    /// <summary>The role that the paths lead to: in the last account.</summary>
    public static string Target(int accounts) => $"arn:aws:iam::{Account(accounts - 1)}:role/Deploy";

    /// <summary>A file for each account.</summary>
    public static void Write(string folder, int accounts)
    {
        for (int account = 0; account < accounts; account++)
        {
            File.WriteAllText(Path.Combine(folder, $"{Account(account)}.json"), Details(account));
        }
    }

    private static string Account(int number) => (100_000_000_000 + number).ToString(CultureInfo.InvariantCulture);

    private static string Details(int number)
    {
        string account = Account(number);
        IEnumerable<string> roles = Enumerable.Range(0, RolesInAccount).Select(role => Role(account, number, role));
        return $$"""
            {
              "UserDetailList": [ {{(number == 0 ? Alice : "")}} ],
              "GroupDetailList": [],
              "RoleDetailList": [ {{string.Join(",\n", roles)}} ],
              "Policies": [
                { "PolicyName": "Base", "PolicyId": "ANPA{{account}}", "Arn": "arn:aws:iam::{{account}}:policy/Base", "Path": "/", "DefaultVersionId": "v1",
                  "PolicyVersionList": [ { "VersionId": "v1", "IsDefaultVersion": true, "Document": {{Allow("logs:*\", \"cloudwatch:PutMetricData", "*")}} } ] }
              ]
            }
            """;
    }

    private static string Alice => $$"""
        { "Path": "/", "UserName": "alice", "UserId": "AIDA100000000000", "Arn": "arn:aws:iam::{{HubAccount}}:user/alice", "GroupList": [],
          "UserPolicyList": [ { "PolicyName": "hub", "PolicyDocument": {{Allow("sts:AssumeRole", $"arn:aws:iam::{HubAccount}:role/Hub")}} } ],
          "AttachedManagedPolicies": [] }
        """;

    private static string Role(string account, int number, int role)
    {
        (string name, string trust, string policy) = role switch
        {
            0 when number == 0 => ("Hub", Trust("AWS", $"arn:aws:iam::{HubAccount}:user/alice"), Allow("sts:AssumeRole\", \"sts:TagSession", "arn:aws:iam::*:role/Deploy")),
            0 => ("Deploy", Trust("AWS", $"arn:aws:iam::{HubAccount}:role/Hub", """, "Condition": { "StringEquals": { "sts:ExternalId": "deploy" } }"""), Allow("cloudformation:*", "*")),
            1 => ("Build", Trust("AWS", $"arn:aws:iam::{account}:root"), Allow("sts:AssumeRole", $"arn:aws:iam::{account}:role/Deploy")),
            2 => ("Audit", Trust("AWS", $"arn:aws:iam::{HubAccount}:root", """, "Condition": { "StringEquals": { "aws:PrincipalOrgID": "o-1" } }"""), Allow("config:Get*", "*")),
            3 => ("Peer", Trust("AWS", $"arn:aws:iam::{Account(Math.Max(0, number - 1))}:role/Service-4"), Allow("sts:AssumeRole", $"arn:aws:iam::{account}:role/Build")),
            _ => ($"Service-{role}", Trust("Service", role % 2 == 0 ? "lambda.amazonaws.com" : "ec2.amazonaws.com"), Allow("s3:GetObject\", \"s3:ListBucket\", \"sqs:*", $"arn:aws:s3:::bucket-{account}-{role}/*")),
        };
        return $$"""
            { "Path": "/", "RoleName": "{{name}}", "RoleId": "AROA{{account}}{{role}}", "Arn": "arn:aws:iam::{{account}}:role/{{name}}",
              "CreateDate": "2026-01-01T00:00:00+00:00", "AssumeRolePolicyDocument": {{trust}}, "InstanceProfileList": [],
              "RolePolicyList": [ { "PolicyName": "own", "PolicyDocument": {{policy}} } ],
              "AttachedManagedPolicies": [ { "PolicyName": "Base", "PolicyArn": "arn:aws:iam::{{account}}:policy/Base" } ],
              "Tags": [ { "Key": "team", "Value": "team-{{role % 7}}" } ], "RoleLastUsed": { "LastUsedDate": "2026-11-01T00:00:00+00:00", "Region": "eu-west-1" } }
            """;
    }

    private static string Trust(string type, string principal, string condition = "") => $$$"""
        { "Version": "2012-10-17", "Statement": [ { "Effect": "Allow", "Principal": { "{{{type}}}": "{{{principal}}}" }, "Action": "sts:AssumeRole"{{{condition}}} } ] }
        """;

    private static string Allow(string actions, string resource) => $$$"""
        { "Version": "2012-10-17", "Statement": [ { "Sid": "Own", "Effect": "Allow", "Action": [ "{{{actions}}}" ], "Resource": "{{{resource}}}" } ] }
        """;
}
