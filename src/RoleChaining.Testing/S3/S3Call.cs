namespace RoleChaining.Testing;

/// <summary>A request to S3 that is proven to be from somebody, with what it carried.</summary>
/// <param name="Exchange">The exchange.</param>
/// <param name="Caller">Who signed it.</param>
/// <param name="Request">What it asks.</param>
/// <param name="Content">Its body, out of whatever encoding it travelled in.</param>
/// <param name="Trailer">The headers that came behind the body.</param>
internal sealed record S3Call(Exchange Exchange, Caller Caller, S3Request Request, ReadOnlyMemory<byte> Content, WireHeaders Trailer);
