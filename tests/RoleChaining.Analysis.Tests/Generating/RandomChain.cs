namespace RoleChaining.Generating;

/// <summary>The options of a chain with all that a hop can send, by a seed.</summary>
internal static class RandomChain
{
    public const string Alice = "arn:aws:iam::111111111111:user/teams/alice";

    private static readonly string[] Accounts = ["111111111111", "222222222222", "333333333333"];

    public static RoleChainOptions Create(int seed)
    {
        Random random = new(seed);
        RoleChainOptions options = new() { Region = "eu-west-1" };
        int hops = random.Next(1, 5);
        bool hasIdentity = false;
        for (int number = 1; number <= hops; number++)
        {
            string path = random.Next(3) == 0 ? "/service/" : "/";
            RoleHopOptions hop = new() { RoleArn = $"arn:aws:iam::{Accounts[random.Next(3)]}:role{path}Role-{number}" };
            hop.SessionName = random.Next(2) == 0 ? $"session-{number}" : null;
            hop.ExternalId = random.Next(2) == 0 ? $"external/{number}" : null;
            if (!hasIdentity && random.Next(3) == 0)
            {
                hop.SourceIdentity = "alice";
                hasIdentity = true;
            }

            for (int tag = random.Next(3); tag > 0; tag--)
            {
                hop.Tags.Add($"Key{number}{tag}", $"value {tag}", transitive: random.Next(2) == 0);
            }

            if (number == 1 && random.Next(3) == 0)
            {
                hop.MfaSerialNumber = "arn:aws:iam::111111111111:mfa/alice";
            }

            options.Hops.Add(hop);
        }

        return options;
    }
}
