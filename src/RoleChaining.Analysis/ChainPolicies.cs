using RoleChaining.Generating;

namespace RoleChaining;

/// <summary>
/// The policies that a chain needs on both sides of each hop, and not one statement, action or condition more. Immutable.
/// </summary>
/// <remarks>
/// All texts but the Terraform and CloudFormation ones hold the external ids of the chain, because a trust policy does. A chain without
/// hops needs no policies.
/// </remarks>
public sealed class ChainPolicies
{
    internal ChainPolicies(RoleChain chain, ChainSource source, IReadOnlyList<HopPolicies> hops) =>
        (Chain, Source, Hops) = (chain, source, hops);

    /// <summary>The chain.</summary>
    public RoleChain Chain { get; }

    /// <summary>The policies, hop by hop.</summary>
    public IReadOnlyList<HopPolicies> Hops { get; }

    internal ChainSource Source { get; }

    /// <summary>
    /// A file of the local STS, in which exactly this chain works: its user, if the source is one, and its roles.
    /// <c>role-chain sts --config FILE</c> and <c>LocalSts.Load</c> read it. Of a chain without hops it has the source alone.
    /// </summary>
    public string ToJson() => LocalFileWriter.Write(this);

    /// <summary>
    /// Terraform: a role and a policy for each hop, with an alias of the AWS provider for each account. External ids are variables.
    /// </summary>
    public string ToTerraform() => TerraformWriter.Write(this);

    /// <summary>CloudFormation: the YAML of a stack for each account, by account id. External ids are parameters. A chain without hops has none.</summary>
    public IReadOnlyDictionary<string, string> ToCloudFormation() => CloudFormationWriter.Write(this);
}
