namespace RoleChaining;

/// <summary>What is decided about a call, and why.</summary>
public sealed class IamDecision
{
    internal IamDecision(IamOutcome outcome, IReadOnlyList<IamLayerDecision> layers, IamLayerDecision? decisive) =>
        (Outcome, Layers, Decisive) = (outcome, layers, decisive);

    /// <summary>Allowed, denied or unknown.</summary>
    public IamOutcome Outcome { get; }

    /// <summary>Whether the call is allowed.</summary>
    public bool IsAllowed => Outcome == IamOutcome.Allowed;

    /// <summary>What each layer says, in the order in which AWS looks at them.</summary>
    public IReadOnlyList<IamLayerDecision> Layers { get; }

    /// <summary>The layer that denied the call, or that is unknown; for an allowed call the layer that allowed it.</summary>
    public IamLayerDecision? Decisive { get; }

    /// <summary>The conditions and documents that are missing, where the outcome is unknown.</summary>
    public IReadOnlyList<string> Missing => Outcome == IamOutcome.Unknown
        ? [.. Layers.Where(layer => layer.Binds && layer.Outcome == IamOutcome.Unknown).SelectMany(layer => layer.Missing).Distinct()]
        : [];

    /// <summary>One sentence: the outcome and the layer that decided.</summary>
    public override string ToString() => $"{Outcome}. {Decisive}";
}
