namespace RoleChaining.Testing;

internal enum PolicyKind
{
    /// <summary>Says who may assume a role; has principals and no resources.</summary>
    Trust,

    /// <summary>Says what its holder may do; has resources and no principals.</summary>
    Identity,
}
