namespace RoleChaining.Trails;

/// <summary>The ids that were met, as hashes in one array: eight bytes for each place, of which two thirds are used at most.</summary>
internal sealed class SeenIds
{
    private ulong[] _slots = new ulong[1 << 12];
    private int _count;

    /// <returns>Whether it is new.</returns>
    public bool Add(ulong hash)
    {
        hash = hash == 0 ? 1 : hash;
        if (_count >= _slots.Length / 3 * 2)
        {
            Grow();
        }

        ref ulong slot = ref Find(_slots, hash);
        if (slot == hash)
        {
            return false;
        }

        slot = hash;
        _count++;
        return true;
    }

    private void Grow()
    {
        ulong[] larger = new ulong[_slots.Length * 2];
        foreach (ulong hash in _slots)
        {
            if (hash != 0)
            {
                Find(larger, hash) = hash;
            }
        }

        _slots = larger;
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
