using System.Collections.Concurrent;
using Amazon.SecurityToken;

namespace RoleChaining.Testing;

public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Everything_may_change_under_a_thousand_calls()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser(The.Home, "alice");
        LocalRole hub = sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayAssumeAnything);
        using AmazonSecurityTokenServiceClient client = Some.Sts(sts, alice.Credentials);
        ConcurrentBag<string> outcomes = [];

        await Parallel.ForEachAsync(Enumerable.Range(0, 1000), The.Cancellation, async (number, cancellationToken) =>
        {
            switch (number % 10)
            {
                case 1:
                    hub.TrustPolicy = Some.Trust("arn:aws:iam::111111111111:user/bob");
                    break;
                case 2:
                    hub.TrustPolicy = Some.Trust(alice.Arn);
                    break;
                case 3:
                    sts.AddRole($"arn:aws:iam::222222222222:role/Role{number}", Some.Trust(alice.Arn));
                    break;
                case 4:
                    sts.AddFault(StsFault.Throttling(), count: 1);
                    break;
                case 5:
                    Assert.NotNull(sts.CloudTrailEvents(The.Home));
                    break;
                default:
                    break;
            }

            try
            {
                outcomes.Add((await client.AssumeRoleAsync(Some.Request(The.Hub), cancellationToken)).Credentials.AccessKeyId);
            }
            catch (AmazonSecurityTokenServiceException exception)
            {
                outcomes.Add(exception.ErrorCode);
            }
        });

        Assert.Equal(1000, sts.Calls.Count);
        Assert.Equal(100, outcomes.Count(outcome => outcome == "Throttling"));
        Assert.All(outcomes, outcome => Assert.True(outcome is "Throttling" or "AccessDenied" || outcome.StartsWith("ASIA", StringComparison.Ordinal), outcome));
        string[] issued = [.. outcomes.Where(outcome => outcome.StartsWith("ASIA", StringComparison.Ordinal))];
        Assert.Equal(issued.Order(), sts.Calls.Where(call => call.IssuedAccessKeyId is not null).Select(call => call.IssuedAccessKeyId!).Order());
        Assert.Equal(issued.Length, issued.Distinct().Count());
    }
}
