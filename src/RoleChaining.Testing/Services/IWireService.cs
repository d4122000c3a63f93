namespace RoleChaining.Testing;

/// <summary>One of the services at the server's address.</summary>
internal interface IWireService
{
    /// <summary>As in a credential scope and in <see cref="StsCall.Service"/>.</summary>
    string Name { get; }

    string RequestIdHeader { get; }

    /// <summary>What <see cref="StsFault.Throttling"/> is here.</summary>
    ServiceError Throttled { get; }

    /// <summary>Reads the request and notes what it asks, before anything is decided.</summary>
    /// <exception cref="ServiceError">It cannot be read.</exception>
    StsCall Describe(Exchange exchange);

    /// <exception cref="ServiceError">It is refused.</exception>
    WireResponse Answer(Exchange exchange);

    /// <summary>A refusal in the service's own words and codes.</summary>
    ServiceError Translate(ServiceError error, Exchange exchange);

    WireResponse Refuse(ServiceError error, Exchange exchange);

    /// <summary>The beginning of an answer that goes no further.</summary>
    WireResponse Fragment(Exchange exchange);
}
