using System.Net;
using Amazon.Runtime;
using RoleChaining.Http;
using RoleChaining.Requests;
using RoleChaining.Sts;

namespace RoleChaining;

/// <summary>
/// Signs what a plain <see cref="HttpClient"/> sends by
/// <see href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html">Signature Version 4</see>. Each request is signed with
/// one session; one that the service has rejected as expired or revoked is renewed, and the request is sent once more. Thread-safe.
/// </summary>
/// <remarks>
/// <para>The host, the content type, every <c>X-Amz-</c> header and the body's hash are signed: put handlers that change these before this
/// one. The body is read into memory for its hash. Redirects are not followed: the handlers behind this one are set so.</para>
/// <para>A rejection is told by the header <c>x-amzn-ErrorType</c>, which services that speak JSON send, API Gateway among them.</para>
/// </remarks>
public sealed class SigV4SigningHandler : DelegatingHandler
{
    private readonly AWSCredentials _credentials;
    private readonly string _service;
    private readonly string _region;
    private readonly TimeProvider _clock;

    /// <param name="credentials">What signs: a chain's or a tenant's <see cref="ChainedAWSCredentials"/>, or any others.</param>
    /// <param name="service">The service's name in the signature, such as <c>execute-api</c>, <c>lambda</c> or <c>es</c>.</param>
    /// <param name="region">The region that the service is in.</param>
    /// <param name="clock">The clock of the signature; the system's by default.</param>
    public SigV4SigningHandler(AWSCredentials credentials, string service, string region, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        ArgumentException.ThrowIfNullOrWhiteSpace(service);
        ArgumentException.ThrowIfNullOrWhiteSpace(region);
        (_credentials, _service, _region, _clock) = (credentials, service, region, clock ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, async: false, cancellationToken).Completed();

    /// <inheritdoc/>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, async: true, cancellationToken).AsTask();

    private async ValueTask<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool async, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        NoRedirects.Apply(InnerHandler);
        byte[] body = async
            ? await ReadAsync(request.Content, cancellationToken).ConfigureAwait(false)
            : Read(request, cancellationToken);
        for (bool isFirst = true; ; isFirst = false)
        {
            ImmutableCredentials session = await GetSessionAsync(async, cancellationToken).ConfigureAwait(false);
            SigV4Signature.Sign(request, body, session, _service, _region, _clock.GetUtcNow());
            HttpResponseMessage response = async
                ? await base.SendAsync(request, cancellationToken).ConfigureAwait(false)
                : base.Send(request, cancellationToken);
            if (!isFirst || !IsRejection(response) || _credentials is not ChainedAWSCredentials chain || !chain.Reject(session.AccessKey))
            {
                return response;
            }

            response.Dispose();
        }
    }

    private async ValueTask<ImmutableCredentials> GetSessionAsync(bool async, CancellationToken cancellationToken)
    {
        if (!async)
        {
            return _credentials.GetCredentials();
        }

        return _credentials is ChainedAWSCredentials chain
            ? await chain.GetCredentialsAsync(cancellationToken).ConfigureAwait(false)
            : await _credentials.GetCredentialsAsync().ConfigureAwait(false);
    }

    private static async ValueTask<byte[]> ReadAsync(HttpContent? content, CancellationToken cancellationToken)
    {
        if (content is null)
        {
            return [];
        }

        await content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        return await content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// .NET buffers a content on a blocked thread only where the content allows it, and that of a stream does not. So a copy takes its place.
    /// </summary>
    private static byte[] Read(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is not { } content)
        {
            return [];
        }

        using MemoryStream stream = new();
        content.CopyTo(stream, context: null, cancellationToken);
        byte[] body = stream.ToArray();
        request.Content = new CopiedContent(content, body);
        return body;
    }

    // "ExpiredTokenException", "ExpiredTokenException:http://...", "aws.protocols#ExpiredTokenException"
    private static bool IsRejection(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
        && response.Headers.TryGetValues("x-amzn-ErrorType", out IEnumerable<string>? types)
        && SessionRejection.IsCode(types.First().Split(':')[0].Split('#')[^1]);
}
