using System.Runtime.InteropServices;
using Amazon.Runtime;
using RoleChaining.Chains;

namespace RoleChaining.Sources;

/// <summary>Sources are foreign code: they may hang, block and look at what is not theirs.</summary>
public sealed class HangingSourceTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly AsyncLocal<string?> Request = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_source_that_hangs_once_is_given_up_and_read_again(bool blocks)
    {
        await using World world = World.InMemory(1);
        using ManualResetEventSlim never = new();
        TaskCompletionSource asked = new();
        int reads = 0;
        ForeignSource source = new(async () =>
        {
            if (Interlocked.Increment(ref reads) == 1)
            {
                asked.SetResult();
                if (blocks)
                {
                    never.Wait(Token);
                }

                await new TaskCompletionSource().Task;
            }

            return await world.Alice.Credentials.GetCredentialsAsync();
        });
        using ChainedAWSCredentials chain = world.Builder().WithSource(source).AssumeRole(world.Roles[0]).Build();
        Task<ImmutableCredentials> first = chain.GetCredentialsAsync(Token);
        await asked.Task;
        await Eventually.TrueAsync(() =>
        {
            world.Clock!.Advance(TimeSpan.FromSeconds(10));
            return first.IsCompleted;
        });
        RoleChainException failed = await Assert.ThrowsAsync<RoleChainException>(() => first);
        Assert.True(failed.IsTransient);

        world.Clock!.Advance(TimeSpan.FromSeconds(10));
        Assert.NotNull(await chain.GetCredentialsAsync(Token));
        never.Set();
    }

    [Fact]
    public async Task So_many_reads_that_never_end_and_no_more_are_left_behind()
    {
        await using World world = World.InMemory(1);
        int reads = 0;
        ForeignSource source = new(() =>
        {
            Interlocked.Increment(ref reads);
            return new TaskCompletionSource<ImmutableCredentials>().Task;
        });
        using ChainedAWSCredentials chain = world.Builder().WithSource(source).AssumeRole(world.Roles[0]).Build();
        for (int i = 0; i < 10; i++)
        {
            Task<ImmutableCredentials> read = chain.GetCredentialsAsync(Token);

            // The source is read before time passes; the fourth read of it is the last.
            int begun = Math.Min(i + 1, 4);
            await Eventually.TrueAsync(() => Volatile.Read(ref reads) >= begun || read.IsCompleted);
            await Eventually.TrueAsync(() =>
            {
                world.Clock!.Advance(TimeSpan.FromSeconds(10));
                return read.IsCompleted;
            });
            await Assert.ThrowsAsync<RoleChainException>(() => read);
        }

        Assert.Equal(4, reads);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_source_sees_nothing_of_the_request_that_happens_to_read_first(bool async)
    {
        await using World world = World.InMemory(1);
        string? seen = "nothing read";
        ForeignSource source = new(() =>
        {
            seen = Request.Value;
            return world.Alice.Credentials.GetCredentialsAsync();
        });
        using ChainedAWSCredentials chain = world.Builder().WithSource(source).AssumeRole(world.Roles[0]).Build();
        Request.Value = "request-1";
        Assert.NotNull(async ? await chain.GetCredentialsAsync(Token) : chain.GetCredentials());
        Assert.Null(seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_file_that_never_answers_is_given_up(bool async)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A named pipe in a folder takes the place of a dead mount, and Windows has none.");
        string folder = Directory.CreateTempSubdirectory().FullName;
        string file = Path.Combine(folder, "token");
        Assert.Equal(0, MakePipe(file, 0x180));
        await using World world = World.InMemory(1);
        using ChainedAWSCredentials chain = new RoleChainBuilder()
            .WithWebIdentitySource(source => (source.RoleArn, source.TokenFile) = ("arn:aws:iam::222222222222:role/Pod", file))
            .WithStsClientConfig(world.Sts.Configure).WithTimeProvider(world.Clock!)
            .AssumeRole(world.Roles[0])
            .Build();
        Task<ImmutableCredentials> read = async
            ? chain.GetCredentialsAsync(Token)
            : Task.Factory.StartNew(chain.GetCredentials, Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Eventually.TrueAsync(() =>
        {
            world.Clock!.Advance(TimeSpan.FromSeconds(10));
            return read.IsCompleted;
        });
        await Assert.ThrowsAsync<RoleChainException>(() => read);

        // A writer lets the abandoned read end. Opened for both, the pipe waits for nobody.
        await using (FileStream writer = new(file, FileMode.Open, FileAccess.ReadWrite))
        {
            writer.WriteByte((byte)'t');
        }

        Directory.Delete(folder, recursive: true);
    }

    [DllImport("libc", EntryPoint = "mkfifo"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakePipe([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    private sealed class ForeignSource(Func<Task<ImmutableCredentials>> read) : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() => read().GetAwaiter().GetResult();

        public override Task<ImmutableCredentials> GetCredentialsAsync() => read();
    }
}
