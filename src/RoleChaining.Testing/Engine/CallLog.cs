namespace RoleChaining.Testing;

/// <summary>The last calls, oldest first. Calls with long texts, which nobody need have signed, keep fewer of the others.</summary>
internal sealed class CallLog(int limit)
{
    private const long MaxCharacters = 32 << 20;

    private readonly Lock _lock = new();
    private readonly Queue<(StsCall Call, TrailDetail? Detail)> _calls = new();
    private long _characters;
    private long _added;

    public void Add(StsCall call, TrailDetail? detail)
    {
        lock (_lock)
        {
            _calls.Enqueue((call, detail));
            _added++;
            _characters += Characters(call);
            while (_calls.Count > limit || _characters > MaxCharacters)
            {
                _characters -= Characters(_calls.Dequeue().Call);
            }
        }
    }

    public StsCall[] Calls()
    {
        lock (_lock)
        {
            return [.. _calls.Select(entry => entry.Call)];
        }
    }

    public (StsCall Call, TrailDetail? Detail)[] Entries()
    {
        lock (_lock)
        {
            return [.. _calls];
        }
    }

    /// <summary>Those that were added after a number of others, and the number of all.</summary>
    public ((StsCall Call, TrailDetail? Detail)[] Entries, long Added) EntriesAfter(long added)
    {
        lock (_lock)
        {
            return ([.. _calls.Skip((int)Math.Max(0, _calls.Count - (_added - added)))], _added);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _calls.Clear();
            _characters = 0;
        }
    }

    /// <summary>The texts of a call that a client chooses.</summary>
    private static long Characters(StsCall call)
    {
        long characters = 0L + call.Action.Length + Length(call.SignerAccessKeyId) + Length(call.RoleArn) + Length(call.SessionName)
            + Length(call.SourceIdentity) + Length(call.Region) + Length(call.ErrorMessage) + Length(call.Decision);
        foreach ((string key, string value) in call.Tags)
        {
            characters += key.Length + value.Length;
        }

        foreach (string key in call.TransitiveTagKeys)
        {
            characters += key.Length;
        }

        return characters;

        static int Length(string? text) => text?.Length ?? 0;
    }
}
