using System.Text.Json;

namespace RoleChaining.Trails;

/// <summary>The values of the record that is being read, as UTF-8. One of them serves a whole file.</summary>
internal sealed class RecordValues
{
    // The longest value that AWS allows here is an ARN of 2,048 characters. What is longer is not kept.
    private const int LongestValue = 2048;

    /// <summary>What CloudTrail writes where somebody may have typed a password as a name.</summary>
    private static ReadOnlySpan<byte> Hidden => "HIDDEN_DUE_TO_SECURITY_REASONS"u8;

    private readonly (int Start, int Length)[] _values = new (int, int)[(int)RecordField.Count];
    private byte[] _bytes = new byte[8 * 1024];
    private int _used;

    public ReadOnlySpan<byte> this[RecordField field]
    {
        get
        {
            (int start, int length) = _values[(int)field];
            return _bytes.AsSpan(start, length);
        }
    }

    public bool Has(RecordField field) => _values[(int)field].Length > 0;

    public void Clear()
    {
        if (_used > 0)
        {
            Array.Clear(_values);
            _used = 0;
        }
    }

    public void Set(RecordField field, ref readonly Utf8JsonReader json)
    {
        int length = json.ValueSpan.Length;
        if (length > LongestValue || json.ValueSpan.SequenceEqual(Hidden))
        {
            return;
        }

        if (_bytes.Length - _used < length)
        {
            Array.Resize(ref _bytes, _bytes.Length + 4 * LongestValue);
        }

        length = RecordText.Copy(in json, _bytes.AsSpan(_used));
        _values[(int)field] = (_used, length);
        _used += length;
    }

    /// <summary>Keeps the tag that has just been read, if it says which pod the session is for.</summary>
    public void KeepTag()
    {
        ReadOnlySpan<byte> key = this[RecordField.TagKey];
        RecordField field = key.SequenceEqual("kubernetes-namespace"u8) ? RecordField.PodNamespace
            : key.SequenceEqual("kubernetes-service-account"u8) ? RecordField.PodServiceAccount
            : key.SequenceEqual("kubernetes-pod-name"u8) ? RecordField.PodName
            : key.SequenceEqual("eks-cluster-name"u8) ? RecordField.PodCluster
            : RecordField.None;
        if (field != RecordField.None)
        {
            _values[(int)field] = _values[(int)RecordField.TagValue];
        }

        _values[(int)RecordField.TagKey] = default;
        _values[(int)RecordField.TagValue] = default;
    }
}
