namespace RoleChaining.Trails;

/// <summary>
/// The ids that were met, as hashes in arrays: eight bytes for each place, of which two thirds are used at most. Each array grows by
/// itself, so that there is never a second copy of all.
/// </summary>
internal sealed class SeenIds
{
    private const int PartBits = 8;
    private const int FirstSize = 1 << 6;

    private readonly ulong[][] _parts = new ulong[1 << PartBits][];
    private readonly int[] _counts = new int[1 << PartBits];

    public SeenIds()
    {
        for (int part = 0; part < _parts.Length; part++)
        {
            _parts[part] = new ulong[FirstSize];
        }
    }

    /// <returns>Whether it is new.</returns>
    public bool Add(ulong hash)
    {
        hash = hash == 0 ? 1 : hash;
        int part = (int)(hash >> (64 - PartBits));
        if (_counts[part] >= _parts[part].Length / 3 * 2)
        {
            _parts[part] = Grow(_parts[part]);
        }

        ref ulong slot = ref Find(_parts[part], hash);
        if (slot == hash)
        {
            return false;
        }

        slot = hash;
        _counts[part]++;
        return true;
    }

    private static ulong[] Grow(ulong[] slots)
    {
        ulong[] larger = new ulong[slots.Length * 2];
        foreach (ulong hash in slots)
        {
            if (hash != 0)
            {
                Find(larger, hash) = hash;
            }
        }

        return larger;
    }

    private static ref ulong Find(ulong[] slots, ulong hash)
    {
        int mask = slots.Length - 1;
        int place = (int)(hash >> 20) & mask;
        while (slots[place] != 0 && slots[place] != hash)
        {
            place = (place + 1) & mask;
        }

        return ref slots[place];
    }
}
