using System.Diagnostics.CodeAnalysis;

namespace RoleChaining.DependencyInjection;

/// <summary>
/// Keeps the most recently used values alive. A value counts from the moment when it is promoted; before that it pushes out no other one.
/// A value that is pushed out is held weakly from then on, so that it comes back, the same object, as long as it is in use elsewhere.
/// Thread-safe.
/// </summary>
internal sealed class LeastRecentlyUsed<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Slot> _slots = [];
    private readonly LinkedList<Slot> _recent = [];
    private int _sweepAt = 2 * Math.Min(capacity, int.MaxValue / 4);

    /// <summary>The values that are kept alive, the most recently used first.</summary>
    public IReadOnlyList<TValue> Values
    {
        get
        {
            lock (_gate)
            {
                return [.. _recent.Select(slot => slot.Value!)];
            }
        }
    }

    /// <summary>The value of a key, which becomes the most recently used if it counts already.</summary>
    /// <param name="create">Makes it; quick, since it runs under the lock.</param>
    public TValue GetOrAdd(TKey key, Func<TKey, TValue> create)
    {
        lock (_gate)
        {
            if (!_slots.TryGetValue(key, out Slot? slot))
            {
                Sweep();
                _slots[key] = slot = new Slot(key);
            }

            if (slot.Value is null)
            {
                TValue? evicted = null;
                slot.Counts &= slot.Evicted?.TryGetTarget(out evicted) == true;
                slot.Value = evicted ?? create(key);
            }

            slot.Evicted = null;
            if (slot.Counts)
            {
                Touch(slot);
            }

            return slot.Value;
        }
    }

    /// <summary>Lets a value count, which becomes the most recently used.</summary>
    public void Promote(TKey key, TValue value)
    {
        lock (_gate)
        {
            if (_slots.TryGetValue(key, out Slot? slot) && slot.Value == value)
            {
                slot.Counts = true;
                Touch(slot);
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
                Evict(slot);
            }
        }
    }

    /// <summary>Forgets a key.</summary>
    /// <param name="value">Its value, if somebody still holds it.</param>
    public bool TryRemove(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        lock (_gate)
        {
            value = null;
            if (!_slots.Remove(key, out Slot? slot))
            {
                return false;
            }

            value = slot.Value;
            Unlink(slot);

            return value is not null || (slot.Evicted?.TryGetTarget(out value) ?? false);
        }
    }

    private void Touch(Slot slot)
    {
        if (_recent.First == slot.Node)
        {
            return;
        }

        Unlink(slot);
        _recent.AddFirst(slot.Node);
        if (_recent.Count > capacity)
        {
            Evict(_recent.Last!.Value);
        }
    }

    private void Evict(Slot slot)
    {
        Unlink(slot);
        slot.Evicted = new WeakReference<TValue>(slot.Value!);
        slot.Value = null;
    }

    private void Unlink(Slot slot)
    {
        if (slot.Node.List is not null)
        {
            _recent.Remove(slot.Node);
        }
    }

    private void Sweep()
    {
        if (_slots.Count < _sweepAt)
        {
            return;
        }

        foreach (Slot gone in _slots.Values.Where(slot => slot.Value is null && !slot.Evicted!.TryGetTarget(out _)).ToArray())
        {
            _slots.Remove(gone.Key);
        }

        _sweepAt = 2 * Math.Max(_slots.Count, Math.Min(capacity, int.MaxValue / 4));
    }

    /// <summary>One key: among the recent, or evicted.</summary>
    private sealed class Slot
    {
        public Slot(TKey key)
        {
            Key = key;
            Node = new LinkedListNode<Slot>(this);
        }

        public TKey Key { get; }

        public LinkedListNode<Slot> Node { get; }

        public TValue? Value { get; set; }

        /// <summary>Whether it was promoted.</summary>
        public bool Counts { get; set; }

        public WeakReference<TValue>? Evicted { get; set; }
    }
}
