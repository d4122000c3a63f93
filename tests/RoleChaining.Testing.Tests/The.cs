namespace RoleChaining.Testing;

/// <summary>The fixed names of the tests.</summary>
internal static class The
{
    public const string Home = "111111111111";
    public const string HubAccount = "222222222222";
    public const string ProductionAccount = "333333333333";
    public const string Hub = "arn:aws:iam::222222222222:role/HubRole";
    public const string Production = "arn:aws:iam::333333333333:role/ProductionRole";
    public const string MayAssumeAnything =
        """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"],"Resource":"*"}}""";
    public const string MayDoAnything = """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""";

    public static readonly DateTimeOffset Time = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
