namespace RoleChaining;

/// <summary>Accounts in the form of the local STS's file.</summary>
internal static class Accounts
{
    public const string Alice = "arn:aws:iam::111111111111:user/alice";
    public const string Hub = "arn:aws:iam::222222222222:role/Hub";
    public const string Production = "arn:aws:iam::333333333333:role/Production";

    public static IamSnapshot Read(string json, params string[] more)
    {
        IamSnapshotBuilder builder = new();
        foreach (string text in more.Prepend(json))
        {
            Assert.True(builder.TryAddJson(text, "accounts.json"));
        }

        return builder.Build();
    }

    /// <summary>Users of account 111111111111 by name and policy, and roles by ARN, trust and policy.</summary>
    public static string Write(IEnumerable<(string Name, string? Policy)> users, params (string Arn, string Trust, string? Policy)[] roles) => $$"""
        {
          "users": [{{string.Join(",", users.Select(user => $$"""{"account":"111111111111","name":"{{user.Name}}","policies":[{{user.Policy}}]}"""))}}],
          "roles": [{{string.Join(",", roles.Select(role => $$"""{"arn":"{{role.Arn}}","trust":{{role.Trust}},"policies":[{{role.Policy}}]}"""))}}]
        }
        """;

    public static string Trust(string principal, string condition = "{}", string type = "AWS", string action = "sts:AssumeRole") => $$$"""
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"{{{type}}}":"{{{principal}}}"},"Action":"{{{action}}}","Condition":{{{condition}}} }}
        """;

    public static string MayAssume(string resource) => $$$"""
        {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"{{{resource}}}"}}
        """;
}
