using RoleChaining.Checking;
using RoleChaining.Drawing;
using RoleChaining.Generating;

namespace RoleChaining;

/// <summary>What a chain needs, whether it works in what is known of the accounts, and how it looks.</summary>
public static class RoleChainAnalysis
{
    /// <summary>The policies that both sides of each hop need.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="source">
    /// The ARN of who begins the chain: a user, a role, or a role's session. Without it, <c>SOURCE_PRINCIPAL_ARN</c> stands in its place.
    /// The ARN of a session leaves out the path of its role: give the role's own where it has a path.
    /// </param>
    /// <param name="options">How they are written.</param>
    /// <exception cref="FormatException">
    /// <paramref name="source"/> is not such an ARN, or is of another partition than the chain's roles. Or it is without the path of a role of
    /// IAM Identity Center, which has one.
    /// </exception>
    public static ChainPolicies GeneratePolicies(this RoleChain chain, string? source = null, ChainPolicyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ChainSource first = ChainSource.Parse(source, chain);
        List<HopPolicies> hops = [];
        foreach (RoleHop hop in chain.Hops)
        {
            ChainSource caller = hop.Number == 1 ? first : ChainSource.Parse(chain.Hops[hop.Number - 2].RoleArn);
            hops.Add(PolicyGenerator.Generate(hop, caller, options ?? new()));
        }

        return new ChainPolicies(chain, first, hops);
    }

    /// <summary>Whether each hop of a chain is allowed, on both sides.</summary>
    /// <param name="snapshot">What is known of the accounts.</param>
    /// <param name="chain">The chain.</param>
    /// <param name="source">The ARN of who begins the chain: a user, a role, or a role's session.</param>
    /// <param name="options">What else is known of the calls.</param>
    /// <returns>Never a guess: what depends on something that is not known is <see cref="IamOutcome.Unknown"/>.</returns>
    /// <exception cref="FormatException"><paramref name="source"/> is not such an ARN.</exception>
    public static ChainVerdict Evaluate(this IamSnapshot snapshot, RoleChain chain, string source, ChainCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(source);
        return new ChainCheck(snapshot, chain, ChainSource.Parse(source), options ?? new()).Run();
    }

    /// <summary>The chain as a <see href="https://mermaid.js.org">Mermaid</see> flowchart: a box for each account, and the hops.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="source">Who begins the chain; without it, "the source".</param>
    public static string ToMermaid(this RoleChain chain, string? source = null)
    {
        ArgumentNullException.ThrowIfNull(chain);
        return MermaidWriter.Write(chain, source);
    }

    /// <summary>The chain as a graph of <see href="https://graphviz.org/doc/info/lang.html">Graphviz</see>.</summary>
    /// <param name="chain">The chain.</param>
    /// <param name="source">Who begins the chain; without it, "the source".</param>
    public static string ToDot(this RoleChain chain, string? source = null)
    {
        ArgumentNullException.ThrowIfNull(chain);
        return DotWriter.Write(chain, source);
    }
}
