using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace RoleChaining.DependencyInjection;

/// <summary>
/// Keeps as many recently used values alive as its capacity says. A value counts from the moment when it is promoted; before that it pushes
/// out no other one. A value that is pushed out is held weakly from then on, so that it comes back, the same object, as long as it is in
/// use elsewhere. Thread-safe.
/// </summary>
/// <remarks>
/// A lookup takes no lock and writes nothing that another thread writes: it marks its slot as used, once. When there are too many, the
/// oldest is looked at: a marked one loses its mark and goes to the end, one without a mark goes out (the "clock" or "second chance"
/// method). BitFaster.Caching's ConcurrentLru is as quick, but what it evicts is gone: it has no place for values that are in use elsewhere
/// and so must come back as the same object, nor for those that do not count yet.
/// </remarks>
internal sealed class RecentlyUsed<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<TKey, Slot> _slots = [];
    private readonly LinkedList<Slot> _counted = [];
    private int _sweepAt = 2 * Math.Min(capacity, int.MaxValue / 4);

    /// <summary>The values that are kept alive and count.</summary>
    public IReadOnlyList<TValue> Values
    {
        get
        {
            lock (_gate)
            {
                return [.. _counted.Select(slot => slot.Value!)];
            }
        }
    }

    /// <summary>The value of a key, if it is kept alive.</summary>
    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        value = _slots.TryGetValue(key, out Slot? slot) ? slot.Value : null;
        if (value is null)
        {
            return false;
        }

        if (!slot!.IsUsed)
        {
            slot.IsUsed = true;
        }

        return true;
    }

    /// <summary>The value of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="create">Makes it; quick, since it runs under the lock.</param>
    public TValue GetOrAdd(TKey key, Func<TKey, TValue> create)
    {
        if (TryGet(key, out TValue? value))
        {
            return value;
        }

        lock (_gate)
        {
            if (!_slots.TryGetValue(key, out Slot? slot))
            {
                Sweep();
                _slots[key] = slot = new Slot(key);
            }

            if (slot.Value is { } known)
            {
                return known;
            }

            if (slot.Evicted is { } evicted && evicted.TryGetTarget(out value))
            {
                // One that does not count has no place to be pushed out of, and so would never go.
                if (slot.WasCounted)
                {
                    Return(slot, value);
                }

                return value;
            }

            slot.Value = value = create(key);
            slot.Evicted = null;
            return value;
        }
    }

    /// <summary>Lets a value count, even if it was pushed out meanwhile.</summary>
    public void Promote(TKey key, TValue value)
    {
        lock (_gate)
        {
            if (_slots.TryGetValue(key, out Slot? slot) && slot.Has(value))
            {
                Return(slot, value);
            }
        }
    }

    /// <summary>Pushes a value out, so that it takes no place of others.</summary>
    public void Demote(TKey key, TValue value)
    {
        lock (_gate)
        {
            if (_slots.TryGetValue(key, out Slot? slot) && slot.Value == value)
            {
                slot.WasCounted = false;
                Evict(slot);
            }
        }
    }

    /// <summary>The value of a key, kept alive or not, if somebody still holds it. It is not used by that.</summary>
    public bool TryFind(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        lock (_gate)
        {
            value = _slots.TryGetValue(key, out Slot? slot) ? slot.Held : null;
            return value is not null;
        }
    }

    /// <summary>Forgets a key, unless another value has taken the place of this one.</summary>
    public bool Remove(TKey key, TValue value)
    {
        lock (_gate)
        {
            if (!_slots.TryGetValue(key, out Slot? slot) || !slot.Has(value))
            {
                return false;
            }

            _slots.TryRemove(key, out _);
            slot.Value = null;
            Unlink(slot);
            return true;
        }
    }

    private void Return(Slot slot, TValue value)
    {
        slot.Value = value;
        slot.Evicted = null;
        Count(slot);
    }

    private void Count(Slot slot)
    {
        if (slot.Place is not null)
        {
            return;
        }

        // Room first, or the new one could be the first without a mark.
        while (_counted.Count >= capacity)
        {
            Slot oldest = _counted.First!.Value;
            if (oldest.IsUsed)
            {
                oldest.IsUsed = false;
                _counted.RemoveFirst();
                _counted.AddLast(oldest.Place!);
            }
            else
            {
                Evict(oldest);
            }
        }

        slot.WasCounted = true;
        slot.IsUsed = false;
        slot.Place = _counted.AddLast(slot);
    }

    private void Evict(Slot slot)
    {
        Unlink(slot);
        slot.Evicted = new WeakReference<TValue>(slot.Value!);
        slot.Value = null;
    }

    private void Unlink(Slot slot)
    {
        if (slot.Place is { } place)
        {
            _counted.Remove(place);
            slot.Place = null;
        }
    }

    private void Sweep()
    {
        if (_slots.Count < _sweepAt)
        {
            return;
        }

        foreach (Slot gone in _slots.Values.Where(slot => slot.Held is null))
        {
            _slots.TryRemove(gone.Key, out _);
        }

        _sweepAt = 2 * Math.Max(_slots.Count, Math.Min(capacity, int.MaxValue / 4));
    }

    /// <summary>One key: kept alive, or evicted.</summary>
    private sealed class Slot(TKey key)
    {
        private TValue? _value;

        public TKey Key => key;

        public TValue? Value
        {
            get => Volatile.Read(ref _value);
            set => Volatile.Write(ref _value, value);
        }

        /// <summary>Whether it was looked up since it was last in danger.</summary>
        public bool IsUsed { get; set; }

        /// <summary>Its place among those that count; null while it does not.</summary>
        public LinkedListNode<Slot>? Place { get; set; }

        /// <summary>Whether it counted when it was evicted.</summary>
        public bool WasCounted { get; set; }

        public WeakReference<TValue>? Evicted { get; set; }

        /// <summary>The value, evicted or not, if somebody still holds it.</summary>
        public TValue? Held => Value ?? (Evicted is { } evicted && evicted.TryGetTarget(out TValue? value) ? value : null);

        public bool Has(TValue value) => Held == value;
    }
}
