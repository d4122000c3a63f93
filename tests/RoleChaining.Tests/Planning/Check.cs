namespace RoleChaining.Planning;

/// <summary>What the planner says of options.</summary>
internal static class Check
{
    public static void Accepted(RoleChainOptions options, RoleChainSourceOptions? source = null) =>
        Assert.Empty(ChainPlanner.Validate(options, source ?? Some.Source()).Select(fault => fault.Message));

    /// <summary>There is one fault, at this place, and its message has these words.</summary>
    public static ChainError Refused(RoleChainOptions options, string property, params string[] words) =>
        Refused(options, Some.Source(), property, words);

    public static ChainError Refused(RoleChainOptions options, RoleChainSourceOptions source, string property, params string[] words)
    {
        ChainError fault = Assert.Single(ChainPlanner.Validate(options, source));
        Assert.Equal(property, fault.Property);
        Assert.All(words, word => Assert.Contains(word, fault.Message, StringComparison.Ordinal));
        return fault;
    }

    /// <summary>One hop is accepted or refused at a property of its own.</summary>
    public static void Hop(bool accepted, string property, Action<RoleHopOptions> change)
    {
        if (accepted)
        {
            Accepted(Some.Chain(change));
        }
        else
        {
            Refused(Some.Chain(change), $"Hops:0:{property}", "hop 1 of 1: ");
        }
    }
}
