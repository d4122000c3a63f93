using System.Text;

namespace RoleChaining.Trails;

/// <summary>
/// Keeps of the records what joins need: the calls that issued sessions, and for each session and key what it did. Not safe for use from
/// several threads.
/// </summary>
internal sealed class TrailCollector
{
    public const string SwitchRole = "SwitchRole";

    private readonly SeenIds _seen = new();
    private readonly StringPool _strings = new();
    private readonly Dictionary<ulong, KeyUse> _uses = [];
    private readonly Dictionary<ulong, int> _callNumbers = [];
    private readonly List<CallKind> _calls = [];
    private readonly List<IssuedSession> _issued = [];
    private readonly Dictionary<string, IssuedSession> _shared = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, string> _watched;
    private readonly long _after;
    private readonly long _before;

    public TrailCollector(TrailReadOptions options)
    {
        _after = options.After?.ToUnixTimeSeconds() ?? long.MinValue;
        _before = options.Before?.ToUnixTimeSeconds() ?? long.MaxValue;
        _watched = options.Ids.Distinct(StringComparer.Ordinal).ToDictionary(id => Hash64.Of(Encoding.UTF8.GetBytes(id)));
    }

    public long Events { get; private set; }

    public long Duplicates { get; private set; }

    public long First { get; private set; } = long.MaxValue;

    public long Last { get; private set; } = long.MinValue;

    public IReadOnlyList<IssuedSession> Issued => _issued;

    public IReadOnlyCollection<KeyUse> Uses => _uses.Values;

    public IReadOnlyList<CallKind> Calls => _calls;

    /// <summary>The records that were watched for, by event id and by request id.</summary>
    public Dictionary<string, List<KeyUse>> Watched { get; } = new(StringComparer.Ordinal);

    /// <summary>The ARNs of users, by their unique ids.</summary>
    public Dictionary<string, string> Users { get; } = new(StringComparer.Ordinal);

    /// <summary>The accounts whose trails were read, with their first and last record.</summary>
    public Dictionary<string, (long First, long Last)> Accounts { get; } = new(StringComparer.Ordinal);

    /// <returns>What is wrong with the record; <see langword="null"/> where nothing is.</returns>
    public string? Add(RecordValues record)
    {
        if (record[RecordField.EventCategory].SequenceEqual("Insight"u8))
        {
            return null;
        }

        if (!EventTimes.TryParse(record[RecordField.EventTime], out long time) || !record.Has(RecordField.EventName))
        {
            return "a record has no valid eventTime, or no eventName";
        }

        Events++;
        bool isForeign = record[RecordField.CallerType].SequenceEqual("AWSAccount"u8);
        if (!IsNew(record, isForeign))
        {
            Duplicates++;
            return null;
        }

        (First, Last) = (Math.Min(First, time), Math.Max(Last, time));
        string? account = _strings.Get(record[RecordField.RecipientAccountId]);
        if (account is not null)
        {
            (long first, long last) = Accounts.GetValueOrDefault(account, (long.MaxValue, long.MinValue));
            Accounts[account] = (Math.Min(first, time), Math.Max(last, time));
        }

        KeyUse? use = isForeign ? null : AddUse(record, time, account);
        if (!record.Has(RecordField.ErrorCode) && IsIssuing(record))
        {
            AddIssued(record, use?.Caller ?? ReadCaller(record), time, account);
        }

        return null;
    }

    /// <summary>
    /// Copies of one record have one event id: the organization's, the account's, and one that was delivered again with more data. The
    /// role owner's copy of a call has an id of its own, and in examples of AWS the caller's.
    /// </summary>
    private bool IsNew(RecordValues record, bool isForeign)
    {
        ReadOnlySpan<byte> id = record.Has(RecordField.OriginalEventId) ? record[RecordField.OriginalEventId] : record[RecordField.EventId];
        return id.IsEmpty || _seen.Add(Hash64.Of(id, isForeign ? 1UL : 0));
    }

    private KeyUse? AddUse(RecordValues record, long time, string? account)
    {
        ReadOnlySpan<byte> key = record[RecordField.CallerAccessKeyId];
        ReadOnlySpan<byte> principal = record[RecordField.CallerPrincipalId];
        if (key.IsEmpty && (principal.IsEmpty || record[RecordField.CallerType].SequenceEqual("AWSService"u8) || IsSignInOfSession(record)))
        {
            return null;
        }

        ulong hash = Hash64.Of(record[RecordField.CallerCreationDate], Hash64.Of(principal, Hash64.Of(key)));
        if (!_uses.TryGetValue(hash, out KeyUse? use))
        {
            _uses[hash] = use = new KeyUse(ReadCaller(record)) { RecordedIn = account };
            if (use.Caller is { IsUser: true, PrincipalId: { } id, Arn: { } arn })
            {
                Users.TryAdd(id, arn);
            }
        }

        use.See(time);
        if (time >= _after && time <= _before)
        {
            use.Add(NumberOfCall(record), time);
        }

        if (_watched.Count > 0)
        {
            Watch(record[RecordField.EventId], use);
            Watch(record[RecordField.RequestId], use);
        }

        return use;
    }

    /// <summary>A session's entry into the console. Its record has neither key nor creation date, and no call of the session.</summary>
    private static bool IsSignInOfSession(RecordValues record) =>
        record[RecordField.EventSource].SequenceEqual("signin.amazonaws.com"u8)
        && record[RecordField.CallerType].SequenceEqual("AssumedRole"u8)
        && !record.Has(RecordField.CallerCreationDate);

    private void Watch(ReadOnlySpan<byte> id, KeyUse use)
    {
        if (!id.IsEmpty && _watched.TryGetValue(Hash64.Of(id), out string? watched))
        {
            if (!Watched.TryGetValue(watched, out List<KeyUse>? uses))
            {
                Watched[watched] = uses = [];
            }

            uses.Add(use);
        }
    }

    private int NumberOfCall(RecordValues record)
    {
        ReadOnlySpan<byte> service = record[RecordField.EventSource];
        ReadOnlySpan<byte> action = record[RecordField.EventName];
        ReadOnlySpan<byte> error = record[RecordField.ErrorCode];
        ulong hash = Hash64.Of(error, Hash64.Of(action, Hash64.Of(service)));
        if (!_callNumbers.TryGetValue(hash, out int number))
        {
            _callNumbers[hash] = number = _calls.Count;
            _calls.Add(new CallKind(_strings.Get(service) ?? "", _strings.Get(action)!, _strings.Get(error)));
        }

        return number;
    }

    private static bool IsIssuing(RecordValues record)
    {
        ReadOnlySpan<byte> action = record[RecordField.EventName];
        return action.StartsWith("AssumeRole"u8)
            || action.SequenceEqual("GetSessionToken"u8)
            || action.SequenceEqual("GetFederationToken"u8)
            ? record.Has(RecordField.IssuedAccessKeyId) || record.Has(RecordField.AssumedRoleId)
            : action.SequenceEqual("SwitchRole"u8) && record.Has(RecordField.SwitchedFrom);
    }

    private void AddIssued(RecordValues record, TrailCaller caller, long time, string? account)
    {
        IssuedSession session = record.Has(RecordField.SwitchedFrom)
            ? ReadSwitch(record, caller, time, account)
            : ReadIssued(record, caller, time, account);
        if (session.SharedEventId is not { } id)
        {
            _issued.Add(session);
        }
        else if (_shared.TryGetValue(id, out IssuedSession? copy) && copy.AccessKeyId == session.AccessKeyId && copy.Time == session.Time)
        {
            copy.Merge(session);
        }
        else
        {
            _shared.TryAdd(id, session);
            _issued.Add(session);
        }
    }

    private IssuedSession ReadIssued(RecordValues record, TrailCaller caller, long time, string? account)
    {
        // GetSessionToken gives its caller another key, and no other identity.
        bool isCaller = !record.Has(RecordField.SessionArn) && !record.Has(RecordField.RoleArn);
        string? sessionArn = isCaller ? caller.Arn : _strings.Get(record[RecordField.SessionArn]);
        return new IssuedSession
        {
            Action = _strings.Get(record[RecordField.EventName])!,
            Time = time,
            Caller = caller,
            EventId = Text(record[RecordField.EventId]),
            RequestId = Text(record[RecordField.RequestId]),
            SharedEventId = Text(record[RecordField.SharedEventId]),
            Region = _strings.Get(record[RecordField.Region]),
            RecordedIn = account,
            NamedRole = _strings.Get(record[RecordField.RoleArn]),
            SessionName = _strings.Get(record[RecordField.RoleSessionName]) ?? TrailArn.Name(sessionArn),
            SessionArn = sessionArn,
            AssumedRoleId = isCaller ? caller.PrincipalId : _strings.Get(record[RecordField.AssumedRoleId]),
            AccessKeyId = Text(record[RecordField.IssuedAccessKeyId]),
            Expires = EventTimes.TryParse(record[RecordField.Expiration], out long expires) ? expires : null,
            SourceIdentity = _strings.Get(record[RecordField.IssuedSourceIdentity])
                ?? _strings.Get(record[RecordField.RequestedSourceIdentity]) ?? caller.SourceIdentity,
            Subject = _strings.Get(record[RecordField.Subject]),
            Provider = _strings.Get(record[RecordField.Provider]),
            Pod = ReadPod(record),
            UserAgent = _strings.Get(record[RecordField.UserAgent]),
            SourceIpAddress = _strings.Get(record[RecordField.SourceIpAddress]),
        };
    }

    /// <summary>A change of role in the console: the record's identity is the new session, which has no key.</summary>
    private IssuedSession ReadSwitch(RecordValues record, TrailCaller session, long time, string? account)
    {
        string from = _strings.Get(record[RecordField.SwitchedFrom])!;
        return new IssuedSession
        {
            Action = SwitchRole,
            Time = time,
            Caller = new TrailCaller
            {
                Type = from.Contains(":user/", StringComparison.Ordinal) ? "IAMUser"
                    : from.Contains(":assumed-role/", StringComparison.Ordinal) ? "AssumedRole" : "Root",
                Arn = from,
                AccountId = TrailArn.Account(from),
                UserName = TrailArn.Name(from),
                IsConsole = true,
            },
            EventId = Text(record[RecordField.EventId]),
            Region = _strings.Get(record[RecordField.Region]),
            RecordedIn = account,
            NamedRole = session.IssuerArn,
            SessionName = TrailArn.Name(session.Arn),
            SessionArn = session.Arn,
            AssumedRoleId = session.PrincipalId,
            UserAgent = _strings.Get(record[RecordField.UserAgent]),
            SourceIpAddress = _strings.Get(record[RecordField.SourceIpAddress]),
        };
    }

    private TrailCaller ReadCaller(RecordValues record) => new()
    {
        Type = _strings.Get(record[RecordField.CallerType]),
        PrincipalId = _strings.Get(record[RecordField.CallerPrincipalId]),
        Arn = _strings.Get(record[RecordField.CallerArn]),
        AccountId = _strings.Get(record[RecordField.CallerAccountId]),
        AccessKeyId = Text(record[RecordField.CallerAccessKeyId]),
        UserName = _strings.Get(record[RecordField.CallerUserName]),
        InvokedBy = _strings.Get(record[RecordField.CallerInvokedBy]),
        Provider = _strings.Get(record[RecordField.CallerProvider]),
        CreationDate = EventTimes.TryParse(record[RecordField.CallerCreationDate], out long created) ? created : null,
        SourceIdentity = _strings.Get(record[RecordField.CallerSourceIdentity]),
        IssuerArn = _strings.Get(record[RecordField.CallerIssuerArn]),
        FederatedProvider = _strings.Get(record[RecordField.CallerFederatedProvider]),
        IsInstance = record.Has(RecordField.CallerEc2RoleDelivery),
        IsConsole = record[RecordField.CallerFromConsole].SequenceEqual("true"u8)
            || record[RecordField.CallerInvokedBy].SequenceEqual("signin.amazonaws.com"u8),
    };

    private static string? ReadPod(RecordValues record)
    {
        if (!record.Has(RecordField.PodNamespace) && !record.Has(RecordField.PodName))
        {
            return null;
        }

        string[] parts =
        [
            .. ((RecordField[])[RecordField.PodCluster, RecordField.PodNamespace, RecordField.PodServiceAccount, RecordField.PodName])
                .Select(field => Text(record[field]) ?? "?"),
        ];
        return string.Join('/', parts);
    }

    private static string? Text(ReadOnlySpan<byte> utf8) => utf8.IsEmpty ? null : PlainText.Read(utf8);
}
