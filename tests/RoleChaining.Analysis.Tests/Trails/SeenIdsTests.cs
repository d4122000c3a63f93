namespace RoleChaining.Trails;

public sealed class SeenIdsTests
{
    [Fact]
    public void An_id_is_new_once_however_many_there_are()
    {
        Random random = new(1);
        HashSet<ulong> hashes = [0, 1UL << 63, ulong.MaxValue]; // what stands for an empty place among them
        while (hashes.Count < 200_000)
        {
            hashes.Add((ulong)random.NextInt64() << 1);
        }

        SeenIds seen = new();

        Assert.All(hashes, hash => Assert.True(seen.Add(hash)));
        Assert.All(hashes, hash => Assert.False(seen.Add(hash)));
    }
}
