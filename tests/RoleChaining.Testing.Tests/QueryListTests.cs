using Amazon.Runtime;

namespace RoleChaining.Testing;

/// <summary>Numbers of list members, as STS's front end was recorded to read them.</summary>
public sealed class QueryListTests : IAsyncDisposable
{
    private readonly LocalSts _sts = LocalSts.CreateInMemory();
    private readonly LocalUser _alice;

    public QueryListTests()
    {
        _alice = _sts.AddUser(The.Home, "alice");
        _sts.AddRole(The.Hub, Some.Trust(_alice.Arn));
    }

    public ValueTask DisposeAsync() => _sts.DisposeAsync();

    [Theory]
    [InlineData("01", "", "")]
    [InlineData("0", "MalformedInput", "0 is not a valid index")]
    [InlineData("-1", "MalformedInput", "Key -1 may not have a leading '-'")]
    [InlineData("+1", "MalformedInput", "Start of list found where not expected")]
    [InlineData("one", "MalformedInput", "Start of list found where not expected")]
    [InlineData("12", "MalformedInput", "Excessively sparse input would skip 11 list elements")]
    [InlineData("2", "ValidationError", "1 validation error detected: Value null at 'tags.1.member' failed to satisfy constraint: Member must not be null")]
    [InlineData("11", "ValidationError", "1 validation error detected: Value null at 'tags.1.member' failed to satisfy constraint: Member must not be null")]
    public void A_member_has_the_number_of_its_place(string number, string code, string message)
    {
        (_, string actualCode, string actualMessage) = Send(($"Tags.member.{number}.Key", "Team"), ($"Tags.member.{number}.Value", "alpha"));

        Assert.Equal((code, message), (actualCode, actualMessage));
        if (code.Length == 0)
        {
            Assert.Equal([new("Team", "alpha")], _sts.Calls[^1].Tags);
        }
    }

    [Fact]
    public void A_gap_after_a_member_is_counted_from_that_member()
    {
        (string, string)[] first = [("TransitiveTagKeys.member.1", "Team"), ("Tags.member.1.Key", "Team"), ("Tags.member.1.Value", "alpha")];

        Assert.Equal(200, Send(first).Status);
        Assert.Equal("MalformedInput", Send([.. first, ("TransitiveTagKeys.member.12", "Room")]).Code);
        Assert.Equal("ValidationError", Send([.. first, ("TransitiveTagKeys.member.3", "Room")]).Code);
        Assert.Equal("MalformedInput", Send([.. first, ("PolicyArns.member.0.arn", "arn:aws:iam::aws:policy/ReadOnlyAccess")]).Code);
    }

    [Theory]
    [InlineData("Key", "tags.1.member.value")]
    [InlineData("Value", "tags.1.member.key")]
    public void A_tag_has_a_key_and_a_value(string given, string missing) =>
        Assert.Contains($"Value null at '{missing}'", Send(($"Tags.member.1.{given}", "Team")).Message, StringComparison.Ordinal);

    private (int Status, string Code, string Message) Send(params (string Name, string Value)[] parameters)
    {
        Dictionary<string, string> form = new(RawSts.AssumeHub);
        foreach ((string name, string value) in parameters)
        {
            form[name] = value;
        }

        return RawSts.Send(_sts, RawSts.Form(new ImmutableCredentials(_alice.AccessKeyId, _alice.SecretAccessKey, null), form));
    }
}
