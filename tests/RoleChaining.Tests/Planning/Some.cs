namespace RoleChaining.Planning;

/// <summary>Valid objects, of which a test changes only what it is about.</summary>
internal static class Some
{
    public static RoleHopOptions Hop(Action<RoleHopOptions>? change = null, string roleArn = The.Hub)
    {
        RoleHopOptions hop = new() { RoleArn = roleArn };
        change?.Invoke(hop);
        return hop;
    }

    /// <summary>A chain of one hop for each change, on the roles of <see cref="The.Roles"/> in turn.</summary>
    public static RoleChainOptions Chain(params Action<RoleHopOptions>[] hops)
    {
        RoleChainOptions options = new();
        for (int i = 0; i < hops.Length; i++)
        {
            options.Hops.Add(Hop(hops[i], The.Roles[i]));
        }

        return options;
    }

    public static RoleChainOptions Options(Action<RoleChainOptions> change)
    {
        RoleChainOptions options = Chain(Plain, Plain);
        change(options);
        return options;
    }

    public static RoleChainSourceOptions Source(Action<RoleChainSourceOptions>? change = null)
    {
        RoleChainSourceOptions source = new();
        change?.Invoke(source);
        return source;
    }

    public static RoleChain Plan(params Action<RoleHopOptions>[] hops) => ChainPlanner.Plan(Chain(hops), Source());

    /// <summary>A text of one character many times.</summary>
    public static string Text(int length, char of = 'a') => new(of, length);

    /// <summary>A hop without further settings.</summary>
    public static void Plain(RoleHopOptions hop)
    {
    }
}
