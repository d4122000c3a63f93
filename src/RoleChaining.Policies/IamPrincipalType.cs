namespace RoleChaining;

/// <summary>What kind of principal calls.</summary>
public enum IamPrincipalType
{
    /// <summary>An IAM user.</summary>
    User,

    /// <summary>A session of a role.</summary>
    AssumedRole,

    /// <summary>A session of GetFederationToken.</summary>
    FederatedUser,

    /// <summary>The root user of an account.</summary>
    Account,

    /// <summary>An AWS service, which a trust policy names under <c>Service</c>.</summary>
    Service,

    /// <summary>
    /// The bearer of a web identity token or a SAML assertion, whose provider a trust policy names under <c>Federated</c>.
    /// </summary>
    WebIdentity,
}
