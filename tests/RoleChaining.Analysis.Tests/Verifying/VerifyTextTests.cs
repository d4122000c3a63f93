using RoleChaining.Testing;

namespace RoleChaining.Verifying;

/// <summary>What <c>role-chain verify</c> prints, in terminals of three widths and in a pipe, as it was looked at and approved.</summary>
public sealed class VerifyTextTests
{
    [Theory]
    [InlineData("healthy", VerifyStatus.Ok)]
    [InlineData("denied", VerifyStatus.Denied)]
    [InlineData("untagged-permission", VerifyStatus.Denied)]
    [InlineData("expired-source", VerifyStatus.Denied)]
    [InlineData("throttled", VerifyStatus.NotChecked)]
    [InlineData("unreachable", VerifyStatus.NotChecked)]
    [InlineData("wrong-clock", VerifyStatus.Ok)]
    public async Task A_report_is_printed_as_it_was_approved(string situation, VerifyStatus status)
    {
        await using VerifiedWorld world = new();
        Arrange(world, situation);

        VerifyReport report = await world.VerifyAsync();

        Assert.Equal(status, report.Status);
        string printed = string.Join("\n\n", ((int?[])[60, 100, 160, null]).Select(
            width => $"=== {(width is null ? "a pipe" : $"{width} columns")}\n{VerifiedWorld.Print(report, width)}"));
        string file = Path.Combine(AppContext.BaseDirectory, "Verifying", "Approved", $"{situation}.txt");
        if (Environment.GetEnvironmentVariable("ROLE_CHAINING_APPROVE") is { Length: > 0 } folder)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{situation}.txt"), printed + "\n", TestContext.Current.CancellationToken);
            return;
        }

        Assert.Equal((await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n").TrimEnd(), printed);
    }

    private static void Arrange(VerifiedWorld world, string situation)
    {
        switch (situation)
        {
            case "denied":
                world.ProductionRole.TrustPolicy = VerifiedWorld.Trust("arn:aws:iam::222222222222:role/Another", "orders-7");
                break;

            case "untagged-permission":
                world.ProductionRole.TrustPolicy = VerifiedWorld.Trust(VerifiedWorld.Hub, "orders-7", "\"sts:AssumeRole\",\"sts:SetSourceIdentity\"");
                break;

            case "expired-source":
                world.Sts.AddFault(StsFault.Error(403, "ExpiredToken", "The security token included in the request is expired"));
                break;

            case "throttled":
                world.Sts.AddFault(StsFault.Throttling(), call => call.RoleArn == VerifiedWorld.Production);
                break;

            case "unreachable":
                world.Sts.AddFault(StsFault.ConnectionReset());
                break;

            case "wrong-clock":
                world.Sts.ClockOffset = TimeSpan.FromMinutes(10);
                break;
        }
    }
}
