using System.Text;

namespace RoleChaining.Testing;

/// <summary>Checksums, against the check values of their definitions.</summary>
public sealed class ChecksumTests
{
    [Theory]
    [InlineData("CRC32", "cbf43926")]
    [InlineData("CRC32C", "e3069283")]
    [InlineData("CRC64NVME", "ae8b14860a799888")]
    [InlineData("SHA1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441")]
    [InlineData("SHA256", "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225")]
    public void A_checksum_is_that_of_its_definition(string name, string hex)
    {
        Checksum checksum = ChecksumAlgorithm.Find(name)!.Compute(Encoding.ASCII.GetBytes("123456789"));

        Assert.Equal(hex, Convert.ToHexStringLower(Convert.FromBase64String(checksum.Value)));
    }

    [Theory]
    [InlineData("bytes=0-4", 0, 5)]
    [InlineData("bytes=5-", 5, 5)]
    [InlineData("bytes=-3", 7, 3)]
    [InlineData("bytes=8-99", 8, 2)]
    [InlineData("bytes=-99", 0, 10)]
    public void A_range_is_cut_to_what_there_is(string header, int start, int length) =>
        Assert.Equal(new ByteRange(start, length), ByteRange.Read(header, 10));

    [Theory]
    [InlineData(null)]
    [InlineData("bytes=0-1,3-4")]
    [InlineData("bytes=5-1")]
    [InlineData("bytes=-")]
    [InlineData("lines=0-1")]
    public void What_is_no_single_range_is_the_whole(string? header) => Assert.Null(ByteRange.Read(header, 10));

    [Theory]
    [InlineData("bytes=10-", 10)]
    [InlineData("bytes=99999999999-", 10)]
    [InlineData("bytes=-0", 10)]
    [InlineData("bytes=0-1", 0)]
    public void A_range_of_nothing_is_refused(string header, int total) =>
        Assert.Equal("InvalidRange", Assert.Throws<ServiceError>(() => ByteRange.Read(header, total)).Code);
}
