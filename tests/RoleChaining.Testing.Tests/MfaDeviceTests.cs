using Microsoft.Extensions.Time.Testing;

namespace RoleChaining.Testing;

public sealed class MfaDeviceTests
{
    private readonly MfaDevice _device = new("12345678901234567890");
    private readonly FakeTimeProvider _clock = new(The.Time);

    [Theory]
    [InlineData(-3, "Wrong")]
    [InlineData(-2, "Taken")]
    [InlineData(0, "Taken")]
    [InlineData(2, "Taken")]
    [InlineData(3, "Wrong")]
    public void A_code_is_taken_two_steps_before_and_after_its_own(int steps, string result)
    {
        string code = new MfaDevice("12345678901234567890").NextCode(The.Time.AddSeconds(30 * steps));

        Assert.Equal(result, _device.TryUse(code, The.Time).ToString());
    }

    [Fact]
    public void Each_of_the_five_codes_is_taken_once_in_any_order()
    {
        List<string> codes = [];
        for (int i = 0; i < 5; i++)
        {
            codes.Add(_device.NextCode(The.Time));
            Assert.Equal(MfaResult.Taken, _device.TryUse(codes[^1], The.Time));
        }

        Assert.Equal(5, codes.Distinct().Count());
        Assert.Throws<InvalidOperationException>(() => _device.NextCode(The.Time));
        Assert.All(codes, code => Assert.Equal(MfaResult.Wrong, _device.TryUse(code, The.Time)));
    }

    [Fact]
    public void Eight_wrong_codes_lock_the_device_and_seven_do_not()
    {
        for (int i = 0; i < 7; i++)
        {
            Assert.Equal(MfaResult.Wrong, _device.TryUse("wrong!", _clock.GetUtcNow()));
        }

        Assert.Equal(MfaResult.Taken, _device.TryUse(_device.NextCode(_clock.GetUtcNow()), _clock.GetUtcNow()));
        Assert.Equal(MfaResult.Wrong, _device.TryUse("wrong!", _clock.GetUtcNow()));

        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(MfaResult.Locked, _device.TryUse(_device.NextCode(_clock.GetUtcNow()), _clock.GetUtcNow()));
        Assert.Equal(MfaResult.Locked, _device.TryUse("wrong!", _clock.GetUtcNow()));

        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(MfaResult.Taken, _device.TryUse(_device.NextCode(_clock.GetUtcNow()), _clock.GetUtcNow()));
    }

    /// <summary>RFC 6238, appendix B, shortened to six digits.</summary>
    [Fact]
    public void The_codes_are_those_of_the_standard()
    {
        Assert.Equal("287082", _device.NextCode(DateTimeOffset.FromUnixTimeSeconds(59)));
        Assert.Equal("081804", _device.NextCode(DateTimeOffset.FromUnixTimeSeconds(1111111109)));
    }
}
