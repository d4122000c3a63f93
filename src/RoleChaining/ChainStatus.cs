using System.Text;
using System.Text.Json.Serialization;
using RoleChaining.Text;

namespace RoleChaining;

/// <summary>How a chain stands at one moment, hop by hop. Plain data, which System.Text.Json writes; holds no secret.</summary>
public sealed record ChainStatus
{
    internal ChainStatus()
    {
    }

    /// <summary>The chain's name in its container; empty for the unnamed one and for a chain that code built.</summary>
    public required string ChainName { get; init; }

    /// <summary>The pool's tenant, where the pool describes its tenants; else <see langword="null"/>.</summary>
    public string? Tenant { get; init; }

    /// <summary>The source (hop 0) and every hop, in order.</summary>
    public required IReadOnlyList<HopStatus> Hops { get; init; }

    /// <summary>
    /// Whether readers get credentials although no refresh succeeds: the session is valid, or served on in an outage
    /// (<see cref="RoleChainRefreshOptions.ExpiredGrace"/>). False also for a chain that nobody has read yet.
    /// </summary>
    public required bool IsServing { get; init; }

    /// <summary>The last hop: what the chain's readers get.</summary>
    [JsonIgnore]
    public HopStatus Final => Hops[^1];

    /// <summary>The chain on one line, and each hop on another.</summary>
    public override string ToString()
    {
        StringBuilder text = new(IsServing ? "serving" : "not serving");
        foreach (HopStatus hop in Hops)
        {
            text.Append("\n  ").Append(hop);
        }

        return ChainName.Length == 0 && Tenant is null ? text.ToString() : $"{ChainText.Of(ChainName, Tenant)}: {text}";
    }
}
