namespace RoleChaining.Testing;

/// <param name="Content">The bytes, out of whatever encoding they travelled in.</param>
/// <param name="ETag">Their MD5, quoted.</param>
/// <param name="LastModified">By the wire's clock.</param>
/// <param name="Headers">Content type, metadata and checksums, given back as they came.</param>
internal sealed record StoredObject(
    byte[] Content, string ETag, DateTimeOffset LastModified, IReadOnlyList<KeyValuePair<string, string>> Headers);
