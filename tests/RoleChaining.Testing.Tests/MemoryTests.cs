using Amazon.Runtime;

namespace RoleChaining.Testing;

/// <summary>What the server keeps. Alone in the process, because other tests take and free memory meanwhile.</summary>
[Collection(nameof(MemoryTests)), CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests
{
    [Fact]
    public async Task A_session_takes_less_than_two_kibibytes()
    {
        await using LocalSts sts = LocalSts.CreateInMemory(options => options.CallHistoryLimit = 0);
        LocalUser alice = sts.AddUser(The.Home, "alice");
        sts.AddRole(The.Hub, Some.Trust(alice.Arn), The.MayDoAnything);
        ImmutableCredentials credentials = new(alice.AccessKeyId, alice.SecretAccessKey, null);
        Dictionary<string, string> parameters = new(RawSts.AssumeHub)
        {
            ["SourceIdentity"] = "orders",
            ["Tags.member.1.Key"] = "Team",
            ["Tags.member.1.Value"] = "alpha",
            ["TransitiveTagKeys.member.1"] = "Team",
        };
        WireRequest request = RawSts.Form(credentials, parameters);
        const int sessions = 5000;
        Issue(100);

        // The middle of three: in one of them, pools may give back what tests before have left there.
        long[] sizes = [.. Enumerable.Range(0, 3).Select(_ => Grow() / sessions).Order()];
        Assert.InRange(sizes[1], 1, 2047);

        long Grow()
        {
            long before = GC.GetTotalMemory(forceFullCollection: true);
            Issue(sessions);
            return GC.GetTotalMemory(forceFullCollection: true) - before;
        }

        void Issue(int count)
        {
            for (int i = 0; i < count; i++)
            {
                Assert.Equal(200, sts.Engine.Complete(sts.Engine.Begin(request)).Status);
            }
        }
    }

    [Fact]
    public async Task Long_calls_that_nobody_has_signed_do_not_fill_the_memory()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        string form = "Action=AssumeRole&Version=2011-06-15&RoleSessionName=a&RoleArn=" + new string('r', 1_000_000);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < 200; i++)
        {
            Assert.NotEqual(200, RawSts.Send(sts, RawSts.Form(null, form)).Status);
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 90_000_000);
        Assert.InRange(sts.Calls.Count, 10, 40);
    }
}
