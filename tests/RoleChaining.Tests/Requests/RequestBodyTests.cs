using Amazon.Runtime.EventStreams;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Compression;
using Amazon.Runtime.Internal.Util;
using Amazon.S3.Model;
using NSubstitute;

namespace RoleChaining.Requests;

/// <summary>Which bodies can be sent twice.</summary>
public sealed class RequestBodyTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];

    public static TheoryData<string, Func<Stream, Stream>> Rewindable => new()
    {
        { "itself", stream => stream },
        { "wrapped", stream => new WrapperStream(stream) },
        { "a part", stream => new PartialWrapperStream(stream, 500) },
        { "hashed", stream => new MD5Stream(stream, expectedHash: null, Content.Length - 10) },
        { "hashed twice", stream => new MD5Stream(new MD5Stream(stream, expectedHash: null, Content.Length - 10), expectedHash: null, Content.Length - 10) },
        { "compressed", stream => new CompressionWrapperStream(stream, new GZipCompression()) },
    };

    [Theory]
    [MemberData(nameof(Rewindable), DisableDiscoveryEnumeration = true)]
    public void A_body_is_the_same_the_second_time_even_if_it_was_sent_in_part(string how, Func<Stream, Stream> wrap)
    {
        DefaultRequest request = new(new PutObjectRequest(), "S3") { ContentStream = wrap(new MemoryStream(Content) { Position = 10 }) };
        byte[] first = Read(request);
        Assert.NotEmpty(first);
        Assert.True(RequestBody.TryRewind(request), how);
        Assert.Equal(first, Read(request));

        Assert.True(RequestBody.TryRewind(request));
        Assert.NotEqual(0, request.ContentStream.Read(new byte[100], 0, 100));
        Assert.True(RequestBody.TryRewind(request));
        Assert.Equal(first, Read(request));
    }

    [Fact]
    public void Bytes_and_no_body_need_no_rewinding()
    {
        Assert.True(RequestBody.TryRewind(new DefaultRequest(new PutObjectRequest(), "S3")));
        Assert.True(RequestBody.TryRewind(new DefaultRequest(new PutObjectRequest(), "S3") { Content = Content }));
    }

    [Fact]
    public void A_stream_that_cannot_seek_is_refused()
    {
        Assert.False(RequestBody.TryRewind(new DefaultRequest(new PutObjectRequest(), "S3") { ContentStream = new OneWayStream(Content) }));
        Assert.False(RequestBody.TryRewind(new DefaultRequest(new PutObjectRequest(), "S3") { ContentStream = new MD5Stream(new OneWayStream(Content), null, 1000) }));
    }

    [Fact]
    public void A_stream_that_was_left_nobody_knows_where_is_refused() => Assert.False(RequestBody.TryRewind(
        new DefaultRequest(new PutObjectRequest(), "S3") { ContentStream = new MemoryStream(Content), OriginalStreamPosition = -1 }));

    [Fact]
    public void A_stream_that_is_closed_already_is_refused()
    {
        MemoryStream stream = new(Content);
        DefaultRequest request = new(new PutObjectRequest(), "S3") { ContentStream = stream };
        stream.Dispose();
        Assert.False(RequestBody.TryRewind(request));
    }

    [Fact]
    public void A_wrapper_that_nobody_knows_and_cannot_seek_is_refused()
    {
        MemoryStream stream = new(Content);
        DefaultRequest request = new(new PutObjectRequest(), "S3") { ContentStream = new OneWayWrapper(stream) };
        _ = Read(request);
        Assert.False(RequestBody.TryRewind(request));
        Assert.Equal(Content.Length, stream.Position);
    }

    [Fact]
    public void Events_that_are_published_as_they_happen_are_refused() =>
        Assert.False(RequestBody.TryRewind(new DefaultRequest(new PutObjectRequest(), "S3") { EventStreamPublisher = Substitute.For<IEventStreamPublisher>() }));

    private static byte[] Read(DefaultRequest request)
    {
        using MemoryStream read = new();
        request.ContentStream.CopyTo(read);
        return read.ToArray();
    }

    private sealed class OneWayWrapper(Stream stream) : WrapperStream(stream)
    {
        public override bool CanSeek => false;
    }
}
