namespace RoleChaining.Sts;

public sealed class StsHttpClientFactoryTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task The_callers_own_factory_is_used_with_what_its_client_is_set_up_for(bool async)
    {
        var sts = new SomeSts();

        await sts.AssumeAsync(async);

        Assert.Equal("yes", Assert.Single(sts.Stub.Calls).Headers["X-From-Factory"]);
    }

    [Fact]
    public async Task Endpoints_that_nobody_uses_any_more_are_let_go_with_the_callers_delegate()
    {
        WeakReference stub = await UseAndForgetAsync();
        for (int i = 0; i < 100 && stub.IsAlive; i++)
        {
            var other = new SomeSts(); // a new endpoint sweeps out dead ones
            await other.AssumeAsync();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(stub.IsAlive);
    }

    private static async Task<WeakReference> UseAndForgetAsync()
    {
        var sts = new SomeSts();
        await sts.AssumeAsync();
        return new WeakReference(sts.Stub);
    }
}
