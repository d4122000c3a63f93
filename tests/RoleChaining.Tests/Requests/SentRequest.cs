namespace RoleChaining.Requests;

/// <summary>What a client sent.</summary>
internal sealed record SentRequest(string Method, Uri Uri, string? AccessKeyId, string? Token, string? Authorization, byte[] Body, HttpRequestMessage Message)
{
    public (string? AccessKeyId, string? Token) Signer => (AccessKeyId, Token);

    public static async Task<SentRequest> FromAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string? authorization = Header(request, "Authorization");
        int key = authorization?.IndexOf("Credential=", StringComparison.Ordinal) + "Credential=".Length ?? 0;
        return new SentRequest(
            request.Method.Method,
            request.RequestUri!,
            authorization?[key..authorization.IndexOf('/', key)],
            Header(request, "x-amz-security-token"),
            authorization,
            request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken),
            request);
    }

    private static string? Header(HttpRequestMessage request, string name) =>
        request.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
