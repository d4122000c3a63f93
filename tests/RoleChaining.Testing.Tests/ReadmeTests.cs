#pragma warning disable xUnit1051 // A snippet for readers passes no token.

using System.Diagnostics;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;
using Docker.DotNet;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;

namespace RoleChaining.Testing;

/// <summary>The README's snippets, word for word.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public async Task The_first_example_works()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        LocalUser alice = sts.AddUser("111111111111", "alice");
        sts.AddRole("arn:aws:iam::222222222222:role/HubRole", trust: """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}}
            """);
        AmazonSecurityTokenServiceConfig config = new();
        sts.Configure(config);
        using AmazonSecurityTokenServiceClient client = new(alice.Credentials, config);
        AssumeRoleResponse hub = await client.AssumeRoleAsync(
            new() { RoleArn = "arn:aws:iam::222222222222:role/HubRole", RoleSessionName = "test" });
        Assert.Equal("arn:aws:sts::222222222222:assumed-role/HubRole/test", hub.AssumedRoleUser.Arn);
    }

    [Fact]
    public async Task The_decision_can_be_read()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        sts.AddRole(The.Hub, Some.Trust("arn:aws:iam::111111111111:user/bob"));
        await Some.RefusalAsync(sts, sts.AddUser(The.Home, "alice").Credentials, The.Hub);
        StsCall call = sts.Calls[^1];
        Assert.Equal("AccessDenied", call.ErrorCode);
        Assert.Equal("Denied: no statement of the trust policy allows it to this caller", call.Decision);
    }

    [Fact]
    public async Task Faults_can_be_added()
    {
        await using LocalSts sts = LocalSts.CreateInMemory();
        sts.AddFault(StsFault.Throttling(), count: 2);
        sts.AddFault(StsFault.ServiceUnavailable(), call => call.Region == "eu-west-1");
        sts.AddFault(StsFault.StalledBody(), call => call.RoleArn == "arn:aws:iam::222222222222:role/HubRole", probability: 0.1);
        Assert.False(sts.Engine.Faults.IsEmpty);
    }

    [Fact]
    public async Task Principals_can_be_strict()
    {
        await using LocalSts sts = LocalSts.CreateInMemory(options => options.StrictPrincipals = true);
        Assert.Throws<ArgumentException>(() => sts.AddRole(The.Production, Some.Trust(The.Hub)));
    }

    [Fact]
    public async Task A_container_calls_the_server()
    {
        Assert.SkipUnless(await HasDockerAsync(), "Docker does not run on this machine.");
        try
        {
            await RunContainerAsync();
        }
        catch (DockerApiException e)
        {
            Assert.Skip($"Docker cannot have the images of this test: {e.Message.Split('\n')[0].Trim()}");
        }
    }

    [Fact]
    public void Every_snippet_is_in_this_file()
    {
        HashSet<string> compiled =
            [.. File.ReadLines(Path.Combine(Readme.Root, "tests", "RoleChaining.Testing.Tests", "ReadmeTests.cs")).Select(line => line.Trim())];
        string[] parts = Readme.Text.Split("```");

        for (int i = 1; i < parts.Length; i += 2)
        {
            if (!parts[i].StartsWith("csharp", StringComparison.Ordinal) || parts[i - 1].TrimEnd().EndsWith("<!-- compiled with RoleChaining -->", StringComparison.Ordinal))
            {
                continue;
            }

            Assert.All(parts[i].Split('\n').Skip(1).Select(line => line.Trim()), line => Assert.Contains(line, compiled));
        }
    }

    private static async Task<bool> HasDockerAsync()
    {
        try
        {
            using Process docker = Process.Start(new ProcessStartInfo("docker", ["info"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            _ = docker.StandardError.ReadToEndAsync();
            await docker.StandardOutput.ReadToEndAsync();
            await docker.WaitForExitAsync();
            return docker.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task RunContainerAsync()
    {
        await using LocalSts sts = await LocalSts.StartAsync();
        ImmutableCredentials alice = await sts.AddUser("111111111111", "alice").Credentials.GetCredentialsAsync();
        await TestcontainersSettings.ExposeHostPortsAsync((ushort)sts.Endpoint.Port);
        await using IContainer program = new ContainerBuilder("amazon/aws-cli:2.31.0")
            .WithEnvironment("AWS_ENDPOINT_URL_STS", $"http://host.testcontainers.internal:{sts.Endpoint.Port}")
            .WithEnvironment("AWS_ACCESS_KEY_ID", alice.AccessKey)
            .WithEnvironment("AWS_SECRET_ACCESS_KEY", alice.SecretKey)
            .WithEnvironment("AWS_REGION", "us-east-1")
            .WithCommand("sts", "get-caller-identity")
            .Build();
        await program.StartAsync();
        Assert.Equal(0, await program.GetExitCodeAsync());
        Assert.Equal("GetCallerIdentity", sts.Calls[^1].Action);
    }
}
