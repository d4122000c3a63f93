namespace RoleChaining;

/// <summary>What began a chain.</summary>
public enum TrailSourceKind
{
    /// <summary>Not known: the trail does not go back so far.</summary>
    Unknown,

    /// <summary>An IAM user with a key.</summary>
    User,

    /// <summary>The root user of an account.</summary>
    Root,

    /// <summary>A user or session in the AWS Management Console.</summary>
    Console,

    /// <summary>A person in IAM Identity Center; the session name is the user's.</summary>
    IdentityCenter,

    /// <summary>A token of an OpenID Connect provider: a build system, a cluster, an application's user.</summary>
    WebIdentity,

    /// <summary>An assertion of a SAML provider.</summary>
    Saml,

    /// <summary>An EC2 instance; the session name is its id.</summary>
    Instance,

    /// <summary>A task of Amazon ECS.</summary>
    Container,

    /// <summary>A Lambda function.</summary>
    Function,

    /// <summary>A pod of Amazon EKS, by Pod Identity.</summary>
    Pod,

    /// <summary>Another AWS service.</summary>
    Service,

    /// <summary>Another account's principal, whose own trail is not there.</summary>
    Account,
}
