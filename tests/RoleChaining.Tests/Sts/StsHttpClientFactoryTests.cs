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
    public async Task An_error_does_not_keep_the_request_and_its_secrets()
    {
        var sts = new SomeSts();
        HttpResponseMessage? answer = null;
        sts.Stub.Answer = call => answer = sts.Stub.Error("AccessDenied");

        await sts.FailAsync();

        Assert.Null(answer!.RequestMessage);
    }

    [Fact]
    public async Task Endpoints_that_nobody_uses_any_more_are_let_go_with_the_callers_delegate_and_all_it_holds()
    {
        WeakReference stub = await UseAndForgetAsync();
        for (int i = 0; i < 100 && stub.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }

        Assert.False(stub.IsAlive);
    }

    private static async Task<WeakReference> UseAndForgetAsync()
    {
        var sts = new SomeSts();
        sts.Stub.Answer = _ => sts.Stub.Ok(); // the delegate's target holds the gateway that holds the delegate
        await sts.AssumeAsync();
        return new WeakReference(sts.Stub);
    }
}
